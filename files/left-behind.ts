import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Younger things may be those of a process that is not seen from here: in another container, on another machine. */
const leastAgeMs = 600_000;

/**
 * Removes from `folder` what killed processes left there: what has a name for which `isLeft`, has not changed for `ageMs`, by
 * default ten minutes, and belongs to this user. What cannot be removed stays.
 */
export async function removeLeftBehind(
  folder: string,
  isLeft: (name: string) => boolean,
  ageMs = leastAgeMs,
): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter(isLeft)) {
    const path = join(folder, name);
    try {
      const { uid, mtimeMs } = await lstat(path);
      if (Date.now() - mtimeMs > ageMs && uid === (process.getuid?.() ?? uid)) await rm(path, { recursive: true });
    } catch {
      // Another process may have been quicker.
    }
  }
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
