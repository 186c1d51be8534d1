import { createHash } from 'node:crypto';
import {
  type CompactNetwork,
  decodePosterior,
  encodePosterior,
  type Posterior,
  parseNetwork,
} from '../../core/index.ts';
import { compact, planPruning } from '../../exporter/index.ts';
import { readBytes, writeAtomically } from '../../files/index.ts';
import { fitPosterior } from '../../trainer/index.ts';
import type { Setting } from '../mnist/setting.ts';
import type { TinyRecipe } from './recipe.ts';

/**
 * The network that a posterior leaves of a dense one. Posteriors are kept in `out/bench`, as the dense networks are, by a hash
 * of all they depend on.
 */
export async function cutNetwork(
  { dataset }: Pick<Setting, 'dataset'>,
  { network, dense, posterior: fit, expected, parameters }: TinyRecipe,
  start: CompactNetwork,
  teachers: readonly CompactNetwork[],
  seed: number,
): Promise<CompactNetwork> {
  const identity = {
    data: dataset.provenance.sha256,
    rows: dataset.split.train.length,
    network,
    dense,
    fit,
    expected,
    seed,
  };
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16);
  const path = `out/bench/posterior-${hash}.safetensors`;
  const stored = await readBytes(path).catch(() => undefined);
  const fitted = async (): Promise<Posterior> => {
    const { posterior } = await fitPosterior(dataset, {
      ...fit,
      network: parseNetwork(network),
      start,
      teacher: teachers,
      prior: { budget: expected },
      seed,
    });
    await writeAtomically(path, encodePosterior(posterior));
    return posterior;
  };
  const posterior = stored ? decodePosterior(stored, path) : await fitted();
  return compact(posterior, planPruning(posterior, { name: 'budget', parameters }));
}
