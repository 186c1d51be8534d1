import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { isRunning, removeLeftBehind } from './left-behind.ts';

/**
 * A name beside `target` for what is to take its place: `TARGET.PID-RANDOM.tmp`. The number of the process alone would not
 * do: processes in two containers may have the same.
 */
export function temporaryBeside(target: string): string {
  return `${target}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
}

/** Removes what killed processes left beside `target` when they were about to replace it. */
export async function removeLeftBeside(target: string): Promise<void> {
  const own = basename(target);
  await removeLeftBehind(dirname(target), (name) => {
    const [, of, pid] = /^(.*)\.(\d+)-[0-9a-f]{8}\.tmp(?:\.old)?$/s.exec(name) ?? [];
    // In a container the process before this one often had its number; what this one is writing is not old.
    return of === own && (Number(pid) === process.pid || !isRunning(Number(pid)));
  });
}
