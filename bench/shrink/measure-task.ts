import { mkdir } from 'node:fs/promises';
import { SecateurError } from '../../core/index.ts';
import {
  pruneWithTorch,
  pruningMethods,
  quantizeWithOrt,
  quantizeWithOurs,
  type Setting,
  shrinkWithOurs,
  trainDenseModel,
  type Written,
} from './contenders.ts';
import { writeTraining } from './exchange.ts';
import { measureFile } from './measure.ts';
import type { RowKey, RowsSoFar } from './rows.ts';
import { loadData } from './tasks.ts';

const own = 'secateur shrink';
const ourFormats = ['int8', 'int6', 'int4'] as const;

/** All contenders on one task at one seed, but for the rows that there are already. */
export async function measureTask(
  setting: Setting,
  budgets: readonly number[],
  identity: Pick<RowKey, 'effort' | 'examples'>,
  rows: RowsSoFar,
): Promise<void> {
  const { name, task, seed, folder } = setting;
  await mkdir(folder, { recursive: true });
  const dataset = await loadData(task, seed, setting.examples);
  await writeTraining(dataset, folder);

  /** @returns where the contender's model is; undefined where there is none, or its row was there before */
  const add = async (contender: string, budget: number | undefined, work: () => Promise<Written>) => {
    const key: RowKey = { task: name, seed, contender, ...identity, ...(budget !== undefined && { budget }) };
    if (rows.has(key)) return undefined;
    const written = await work();
    if ('failure' in written) {
      await rows.add({ ...key, failure: written.failure });
      return undefined;
    }
    const { path, ...figures } = written;
    await rows.add({ ...key, ...figures, ...(await measureFile(path, dataset, task.shape)) });
    return path;
  };
  const addWithQuantized = async (contender: string, budget: number, work: () => Promise<Written>) => {
    const path = await add(contender, budget, work);
    if (path === undefined) return;
    await add(`${contender}, onnxruntime static int8`, budget, () => quantizeWithOrt(setting, 'static', path));
    if (contender !== own) return;
    for (const format of ourFormats) {
      await add(`${contender}, weights ${format}`, budget, () => quantizeWithOurs(path, format));
    }
  };

  const start = await trainDenseModel(setting);
  if ('failure' in start) throw new SecateurError('PROVIDER_FAILED', start.failure);
  await add('dense', undefined, async () => start);
  for (const method of ['dynamic', 'static'] as const) {
    await add(`onnxruntime ${method} int8`, undefined, () => quantizeWithOrt(setting, method, start.path));
  }
  for (const budget of budgets) {
    await addWithQuantized(own, budget, () => shrinkWithOurs(setting, budget));
    for (const method of pruningMethods(task)) {
      await addWithQuantized(`Torch-Pruning ${method}`, budget, () => pruneWithTorch(setting, method, budget));
    }
  }
}
