import type { CompactNetwork, NetworkSpec, Posterior } from '../../core/index.ts';
import { compact, planPruning, type Rule } from '../../exporter/index.ts';
import { type FitOptions, fitPosterior, type PriorOptions } from '../../trainer/index.ts';
import type { Setting } from './setting.ts';

/** One size along the chain. */
export interface Link {
  readonly goal: string;
  /** What the size-aware prior aims at, so that the median cut is just below the limit. */
  readonly prior: PriorOptions;
  /** The limit: it cuts what the median leaves too much. */
  readonly rule: Rule;
  readonly epochs: number;
  readonly fineTuneEpochs: number;
}

/** What one size of a recipe says of its link. */
interface Size {
  readonly unit: 'macs' | 'parameters';
  readonly most: number;
  /** What the prior aims at. */
  readonly expected: number;
  readonly epochs: number;
  readonly fineTuneEpochs: number;
}

export function linkTo({ unit, most, expected, epochs, fineTuneEpochs }: Size): Link {
  return {
    goal: unit === 'macs' ? `${most} MACs` : `${most} parameters`,
    prior: { budget: expected, budgetUnit: unit },
    rule: unit === 'macs' ? { name: 'macs', macs: most } : { name: 'budget', parameters: most },
    epochs,
    fineTuneEpochs,
  };
}

export interface ChainOptions {
  readonly network: NetworkSpec;
  readonly dense: CompactNetwork;
  readonly teachers: readonly CompactNetwork[];
  readonly fit: Pick<FitOptions, 'learningRate' | 'inclusionRate' | 'tempering' | 'batchSize'>;
  readonly fineTune: { readonly learningRate: number; readonly weightDecay: number };
  readonly seed: number;
}

const method = 'posterior';

/**
 * Rows for networks of falling size: the first posterior starts from a dense network, each later one from the posterior
 * before it.
 */
export async function measureChain(setting: Setting, links: readonly Link[], options: ChainOptions): Promise<void> {
  const { network, dense, teachers, fit, fineTune, seed } = options;
  const last = links.findLastIndex(({ goal }) => !setting.results.has({ method, goal, seed }));
  let start: CompactNetwork | Posterior = dense;
  for (const { goal, prior, rule, epochs, fineTuneEpochs } of links.slice(0, last + 1)) {
    const { posterior }: { posterior: Posterior } = await fitPosterior(setting.dataset, {
      ...fit,
      ...setting.augment,
      network,
      start,
      teacher: teachers,
      epochs,
      prior,
      seed,
    });
    start = posterior;
    const { parameters, macs } = planPruning(posterior, { name: 'median' }).after;
    console.log(`seed ${seed}, ${goal}: the median keeps ${parameters} parameters, ${macs} MACs`);
    const cut = async () => compact(posterior, planPruning(posterior, rule));
    await setting.measure({ method, goal, seed }, cut, { ...fineTune, epochs: fineTuneEpochs, teacher: teachers });
  }
}
