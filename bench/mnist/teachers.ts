import { createHash } from 'node:crypto';
import {
  type CompactNetwork,
  compactWeights,
  decodeSafetensors,
  encodeSafetensors,
  isWeighted,
  parseNetwork,
  type Tensor,
} from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { readBytes, writeAtomically } from '../../files/index.ts';
import { type DenseOptions, randomNetwork, trainDense } from '../../trainer/index.ts';
import type { Setting } from './setting.ts';

export interface TeacherRecipe extends Omit<DenseOptions, 'network' | 'seed'> {
  readonly network: string;
}

/** Dense networks trained with the seeds 1 to `count`. */
export async function denseNetworks(
  { dataset, errorOf, augment = {} }: Pick<Setting, 'dataset' | 'errorOf'> & Partial<Setting>,
  recipe: TeacherRecipe,
  count: number,
): Promise<CompactNetwork[]> {
  const trained: CompactNetwork[] = [];
  for (let seed = 1; seed <= count; seed++) {
    const { dense } = await denseNetwork(dataset, { ...recipe, ...augment }, seed);
    console.log(`dense ${recipe.network}, seed ${seed}: error ${(100 * (await errorOf(dense))).toFixed(2)} %`);
    trained.push(dense);
  }
  return trained;
}

/** One is kept in `out/bench`, by a hash of data and recipe: several benches and interrupted ones share it. */
export async function denseNetwork(
  dataset: Dataset,
  { network: text, ...options }: TeacherRecipe,
  seed: number,
  how: Pick<DenseOptions, 'engine'> = {},
): Promise<{ readonly dense: CompactNetwork; readonly wasKept: boolean }> {
  const identity = { data: dataset.provenance.sha256, rows: dataset.split.train.length, text, options, seed };
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16);
  const path = `out/bench/dense-${hash}.safetensors`;
  const network = parseNetwork(text);
  const all = Array.from({ length: network.inputs }, (_, index) => index);
  const stored = await readBytes(path).catch(() => undefined);
  const untrained = () => randomNetwork(dataset.input, dataset.task, all, network, seed);
  if (stored) return { dense: withWeights(untrained(), decodeSafetensors(stored, path).tensors), wasKept: true };
  const { network: dense } = await trainDense(dataset, { ...options, ...how, network, seed });
  await writeAtomically(path, encodeSafetensors(weightsOf(dense), {}));
  return { dense, wasKept: false };
}

export function weightsOf(network: CompactNetwork): Record<string, Tensor> {
  return Object.fromEntries(
    compactWeights(network).flatMap(({ weight, bias }, index) => [
      [`layers.${index}.weight`, weight],
      [`layers.${index}.bias`, bias],
    ]),
  );
}

export function withWeights(network: CompactNetwork, tensors: Readonly<Record<string, Tensor>>): CompactNetwork {
  let index = 0;
  const layers = network.layers.map((layer) => {
    if (!isWeighted(layer)) return layer;
    const [weight, bias] = [tensors[`layers.${index}.weight`]!, tensors[`layers.${index}.bias`]!];
    index++;
    return { ...layer, weight, bias };
  });
  return { ...network, layers };
}
