import type { Provider } from '../../runtime/index.ts';
import type { Distillation, Dropout } from '../../trainer/index.ts';

/** One stage of training: passes over the data, rows a step, peak rate of the weights. */
interface Stage {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

export interface Recipe {
  readonly data: string;
  readonly network: string;
  readonly dense: Stage & { readonly dropout: Dropout };
  /** Starts from the dense network, which also teaches. */
  readonly posterior: Stage & {
    readonly inclusionRate: number;
    /** The factor on the slab's part of the KL divergence: this is a tempered (cold) posterior. */
    readonly slabTempering: number;
    /** What the size-aware prior aims at, in parameters. */
    readonly size: number;
    readonly distillation: Distillation;
  };
  /** Of the network cut at the median; the dense network teaches. */
  readonly fineTune: Stage & { readonly distillation: Distillation };
  /** Nested cuts whose trade-off is drawn. */
  readonly cuts: number;
  readonly profile: {
    readonly providers: readonly Provider[];
    readonly rounds: number;
    readonly minimumSamples: number;
  };
}

/** What the demo does, in numbers; chosen on the validation part, within two minutes on two cores. */
export const recipe: Recipe = {
  data: 'mnist',
  network: '784-300-100-10',
  dense: { epochs: 12, batchSize: 128, learningRate: 2e-3, dropout: { inputs: 0.1, hidden: 0.2 } },
  posterior: {
    epochs: 14,
    batchSize: 128,
    learningRate: 1e-3,
    inclusionRate: 0.04,
    slabTempering: 0.02,
    size: 19_800,
    distillation: { weight: 0.9, temperature: 4 },
  },
  fineTune: { epochs: 80, batchSize: 128, learningRate: 4e-3, distillation: { weight: 0.9, temperature: 4 } },
  cuts: 12,
  profile: { providers: ['node-cpu', 'web-wasm'], rounds: 5, minimumSamples: 300 },
};
