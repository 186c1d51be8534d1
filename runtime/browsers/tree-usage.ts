import { readdir, readFile } from 'node:fs/promises';
import type { Usage } from '../profiler/page-messages.ts';

/** Linux counts processor time in hundredths of a second for all programs. */
const tickMs = 10;

interface Process {
  readonly pid: string;
  readonly parent: string;
  readonly cpuMs: number;
}

/**
 * A process and all its descendants (Linux; elsewhere nothing): processor time and private memory together, and the
 * high-water mark of the largest. Private memory is unknown where the system does not show that of a sandboxed process.
 */
export async function treeUsage(root: number, folder = '/proc'): Promise<Usage> {
  const pids = (await readdir(folder).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map((pid) => readProcess(folder, pid)))).filter((each) => each !== undefined);
  const tree = treeFrom(String(root), all);
  if (tree.length === 0) return {};
  const peaks = await Promise.all(tree.map(({ pid }) => kilobytes(`${folder}/${pid}/status`, /^VmHWM:\s+(\d+) kB$/gm)));
  const owned = await Promise.all(
    tree.map(({ pid }) => kilobytes(`${folder}/${pid}/smaps_rollup`, /^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)),
  );
  const peak = Math.max(...peaks.map((each) => each ?? 0));
  return {
    cpuMs: tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    ...(peak > 0 && { peakRssBytes: peak }),
    ...(!owned.includes(undefined) && { privateBytes: owned.reduce<number>((sum, each) => sum + each!, 0) }),
  };
}

function treeFrom(root: string, all: readonly Process[]): Process[] {
  return all
    .filter(({ pid, parent }) => pid === root || parent === root)
    .flatMap((each) => (each.pid === root ? [each] : treeFrom(each.pid, all)));
}

/** `pid (name) state parent ...`; the name may hold spaces and brackets. User and system time are fields 14 and 15. */
async function readProcess(folder: string, pid: string): Promise<Process | undefined> {
  const stat = await readFile(`${folder}/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, user, system] = [fields[0], fields[1], fields[11], fields[12]];
  // A zombie has ended and holds nothing any more.
  if (state === 'Z' || parent === undefined || user === undefined || system === undefined) return undefined;
  return { pid, parent, cpuMs: (Number(user) + Number(system)) * tickMs };
}

/** In bytes, all lines together; undefined where there is none, or not for this user. */
async function kilobytes(file: string, line: RegExp): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = [...text.matchAll(line)].map(([, value]) => 1024 * Number(value));
  return found.length === 0 ? undefined : found.reduce((sum, each) => sum + each, 0);
}
