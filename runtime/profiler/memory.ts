import { readFile } from 'node:fs/promises';

/** On Linux `maxRSS` starts with the parent's size at the fork, so the process's own high-water mark is read there. */
export async function peakRssBytes(): Promise<number> {
  return (await bytesIn('/proc/self/status', /^VmHWM:\s+(\d+) kB$/m)) ?? 1024 * process.resourceUsage().maxRSS;
}

/**
 * What this process alone holds in memory: libraries that other processes map as well are not in it. Undefined where the
 * system does not say (anything but Linux).
 */
export async function privateBytes(): Promise<number | undefined> {
  const parts = await Promise.all(
    ['Clean', 'Dirty'].map((part) =>
      bytesIn('/proc/self/smaps_rollup', new RegExp(`^Private_${part}:\\s+(\\d+) kB$`, 'm')),
    ),
  );
  return parts.reduce((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0);
}

async function bytesIn(file: string, line: RegExp): Promise<number | undefined> {
  const kilobytes = line.exec(await readFile(file, 'utf8').catch(() => ''))?.[1];
  return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
}
