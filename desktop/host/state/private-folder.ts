import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '../../../files/index.ts';

const name = 'secateur-host-';
/** A process of another container cannot be seen from here. */
const forgottenAfterMs = 24 * 3600 * 1000;

/**
 * A new temporary folder that only this user can look into. Those of processes that are no more, which had no time to remove
 * theirs, go after a day.
 */
export async function privateFolder(parent = tmpdir()): Promise<string> {
  const entries = await readdir(parent).catch(() => []);
  await Promise.all(entries.map((entry) => removeForgotten(parent, entry)));
  return mkdtemp(join(parent, `${name}${process.pid}-`));
}

async function removeForgotten(parent: string, entry: string): Promise<void> {
  const [, pid] = new RegExp(`^${name}(\\d+)-`).exec(entry) ?? [];
  if (pid === undefined || isRunning(Number(pid))) return;
  const path = join(parent, entry);
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > forgottenAfterMs) await rm(path, { recursive: true, force: true });
  } catch {
    // What belongs to somebody else stays.
  }
}
