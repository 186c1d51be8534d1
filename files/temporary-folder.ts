import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
 * A new folder for temporary files, `secateur-NAME-PID-…`, which the caller removes. What processes left behind that were
 * killed goes first.
 */
export async function makeTemporaryFolder(name: string): Promise<string> {
  await sweep(`secateur-${name}-`);
  return mkdtemp(join(tmpdir(), `secateur-${name}-${process.pid}-`));
}

/** Younger ones may be those of a process that is not seen from here, in another container. */
const leastAgeMs = 600_000;

async function sweep(beginning: string): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    const [, pid] = /^(\d+)-\w{6}$/.exec(name.startsWith(beginning) ? name.slice(beginning.length) : '') ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const folder = join(tmpdir(), name);
    const found = await lstat(folder).catch(() => undefined);
    if (!found?.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) continue;
    if (Date.now() - found.mtimeMs < leastAgeMs) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
