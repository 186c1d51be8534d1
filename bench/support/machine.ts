import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What a reader needs to judge figures: the machine, and how busy it was. */
export interface Machine {
  readonly cpuModel: string;
  readonly cores: number;
  /** As NVIDIA's driver names them; absent where it is not installed. */
  readonly graphicsCards?: readonly string[];
  readonly memoryBytes: number;
  readonly os: string;
  readonly nodeVersion: string;
  /** Load averages of the last 1, 5 and 15 minutes when the measurement began: much above 0, and others disturbed it. */
  readonly loadAverages: readonly number[];
}

export function describeMachine(): Machine {
  const graphicsCards = nvidiaCards();
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    ...(graphicsCards && { graphicsCards }),
    memoryBytes: totalmem(),
    os: `${platform()} ${release()} ${arch()}`,
    nodeVersion: process.version,
    loadAverages: loadavg(),
  };
}

function nvidiaCards(): string[] | undefined {
  try {
    const asked = ['--query-gpu=name,driver_version', '--format=csv,noheader'];
    const answer = execFileSync('nvidia-smi', asked, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return answer.trim().split('\n');
  } catch {
    return undefined;
  }
}

/** This process's peak memory. On Linux `maxRSS` starts with the parent's size at the fork, VmHWM does not. */
export function peakMemoryBytes(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return 1024 * Number(kilobytes);
  } catch {
    // Not Linux.
  }
  return 1024 * process.resourceUsage().maxRSS;
}
