import { readdir, readFile } from 'node:fs/promises';
import type { Usage } from '../profiler/round/page-messages.ts';

/** Linux counts processor time in hundredths of a second for all programs. */
const tickMs = 10;

interface Process {
  readonly pid: string;
  readonly parent: string;
  readonly cpuMs: number;
}

interface Memory {
  readonly peakRssBytes: number;
  /** Undefined where the system does not show it of a sandboxed process to this user. */
  readonly privateBytes: number | undefined;
}

/**
 * A browser and all its descendants (Linux; elsewhere nothing is known): the processor time of all of them, and the memory of
 * the largest process that shows a page, with that of the one that talks to the GPU. Others, such as a spare one for the
 * next page, come and go.
 */
export async function treeUsage(root: number, folder = '/proc'): Promise<Usage> {
  const pids = (await readdir(folder).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map((pid) => readProcess(folder, pid)))).filter((each) => each !== undefined);
  const tree = treeFrom(String(root), all);
  if (tree.length === 0) return {};
  const kinds = await Promise.all(tree.map(({ pid }) => kindOf(folder, pid)));
  const memories = await Promise.all(tree.map(({ pid }) => memoryOf(folder, pid)));
  const ofKind = (kind: string) => memories.filter((_, index) => kinds[index] === kind);
  const [page] = ofKind('renderer').sort((a, b) => b.peakRssBytes - a.peakRssBytes);
  const holding = page && [page, ...ofKind('gpu-process')].map(({ privateBytes }) => privateBytes);
  return {
    cpuMs: tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    ...(page && { peakRssBytes: page.peakRssBytes }),
    ...(holding &&
      !holding.includes(undefined) && { privateBytes: holding.reduce((sum: number, each) => sum + each!, 0) }),
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

/** What Chromium calls a process: `renderer`, `gpu-process`, `zygote`, `utility`; the browser itself has no kind. */
async function kindOf(folder: string, pid: string): Promise<string | undefined> {
  const command = await readFile(`${folder}/${pid}/cmdline`, 'utf8').catch(() => '');
  return /--type=([\w-]+)/.exec(command)?.[1];
}

async function memoryOf(folder: string, pid: string): Promise<Memory> {
  const peak = await bytesIn(`${folder}/${pid}/status`, /^VmHWM:\s+(\d+) kB$/gm);
  const privateBytes = await bytesIn(`${folder}/${pid}/smaps_rollup`, /^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm);
  return { peakRssBytes: peak ?? 0, privateBytes };
}

/** All lines together; undefined where there is none, or not for this user. */
async function bytesIn(file: string, line: RegExp): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = [...text.matchAll(line)].map(([, value]) => 1024 * Number(value));
  return found.length === 0 ? undefined : found.reduce((sum, each) => sum + each, 0);
}
