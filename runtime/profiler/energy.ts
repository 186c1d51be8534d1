import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A counter of one processor package, in microjoules, that starts again from 0 after `range`. */
interface Counter {
  readonly path: string;
  readonly range: number;
}

/**
 * Starts to count the energy of all processor packages (Linux powercap, RAPL): that of everything that runs on them
 * meanwhile, and of their idling.
 * @returns what stops and says how many joules; undefined where the machine shows no counter, or not to this user.
 */
export async function startEnergyMeter(
  folder = '/sys/class/powercap',
): Promise<(() => Promise<number | undefined>) | undefined> {
  const counters = await packagesIn(folder);
  const before = await Promise.all(counters.map(({ path }) => microjoules(path)));
  if (counters.length === 0 || before.includes(undefined)) return undefined;
  return async () => {
    const after = await Promise.all(counters.map(({ path }) => microjoules(path)));
    if (after.includes(undefined)) return undefined;
    const spent = counters.map(({ range }, index) => (after[index]! - before[index]! + range) % range);
    return spent.reduce((sum, each) => sum + each, 0) / 1e6;
  };
}

/** `intel-rapl:0`, one for each package; `intel-rapl:0:1` would be a part of one. AMD's have the same name. */
async function packagesIn(folder: string): Promise<Counter[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^intel-rapl:\d+$/.test(name)).sort();
  const counters = await Promise.all(
    names.map(async (name) => {
      const range = await microjoules(join(folder, name, 'max_energy_range_uj'));
      return range === undefined ? undefined : { path: join(folder, name, 'energy_uj'), range };
    }),
  );
  return counters.filter((counter) => counter !== undefined);
}

async function microjoules(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) ? value : undefined;
}
