import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, removeLeftBehind } from './left-behind.ts';

/** Does something in a new folder for temporary files, `secateur-NAME-…`, which goes with all that is in it. */
export async function inTemporaryFolder<Result>(
  name: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await makeTemporaryFolder(name);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A new folder for temporary files that only this user can look into, `secateur-NAME-PID-…`, which the caller removes. What
 * processes left behind that were killed goes first.
 * @param quietMs how long such a folder may stay as it is while a process that cannot be seen from here still uses it; ten
 * minutes by default
 */
export async function makeTemporaryFolder(name: string, quietMs?: number): Promise<string> {
  const beginning = `secateur-${name}-`;
  await removeLeftBehind(
    tmpdir(),
    (found) => {
      const [, pid] = /^(\d+)-\w{6}$/.exec(found.startsWith(beginning) ? found.slice(beginning.length) : '') ?? [];
      return pid !== undefined && !isRunning(Number(pid));
    },
    quietMs,
  );
  return mkdtemp(join(tmpdir(), `${beginning}${process.pid}-`));
}
