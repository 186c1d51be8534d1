import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isRunning } from '../../../files/index.ts';

/**
 * What tells a process from a later one of the same number: when it began, in the words of the system. Empty where the system
 * does not say (Windows), so that the number alone has to do; undefined when there is no such process.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  const { platform } = process;
  if (!isRunning(pid)) return undefined;
  try {
    if (platform === 'win32') return '';
    return platform === 'linux' ? await startOnLinux(pid) : await startByPs(pid);
  } catch {
    // It ended meanwhile, or the system keeps it to itself.
    return isRunning(pid) ? '' : undefined;
  }
}

/** Ticks since the machine was started, and which start that was. */
async function startOnLinux(pid: number): Promise<string> {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'latin1'),
    readFile('/proc/sys/kernel/random/boot_id', 'latin1'),
  ]);
  // The name, which is the second field, may hold anything; the 22nd is the 20th behind it.
  return `${boot.trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

/** In local time, to the second. */
export async function startByPs(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C' } });
  return stdout.trim();
}
