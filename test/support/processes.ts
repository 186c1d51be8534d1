import { readdir, readFile } from 'node:fs/promises';

/** Processes that `pid` has started and that still run (Linux). */
export async function childrenOf(pid: number): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(pids.map(parentOf));
  return pids.filter((_, at) => parents[at] === String(pid));
}

/** Undefined for a process that has ended, also where nobody has asked how. */
export async function parentOf(pid: string): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // `pid (name) state parent ...`; the name may hold anything.
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? undefined : parent;
}
