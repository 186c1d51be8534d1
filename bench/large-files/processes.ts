import { readdirSync, readFileSync } from 'node:fs';

/**
 * The peak memory of the largest process that works for the host of this process now. Undefined where the system does not say
 * (other than Linux).
 */
export function workPeakBytes(): number | undefined {
  const peaks = pids().flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('child-main.js')) return [];
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const [, parent] = /^PPid:\s+(\d+)$/m.exec(status) ?? [];
      const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
      return Number(parent) === process.pid && kilobytes !== undefined ? [1024 * Number(kilobytes)] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

function pids(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
