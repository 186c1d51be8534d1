import type { InputSpec, NetworkSpec, Task } from '../../../core/index.ts';
import type { Groups } from '../../../exporter/choices.ts';

/** All that a page needs of a posterior to cut it as the exporter would, whatever the slider says; sent once. */
export interface PruneBasis {
  readonly network: NetworkSpec;
  readonly input: InputSpec;
  readonly task: Task;
  readonly family: string;
  /** What members are ordered by. */
  readonly criterion: string;
  /** Rules of probabilities can be asked for log-odds only. */
  readonly scale: 'log-odds' | 'score';
  /** One for each level (`structureOf`): features first, outputs last. */
  readonly levels: readonly LevelBasis[];
  /**
   * For each layer with weights a bit for every weight, 1 where it is not zero, the lowest bit of a byte first; undefined
   * where none is zero.
   */
  readonly weightBits: readonly (Uint8Array | undefined)[];
  /** Figures of training, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface LevelBasis {
  /** `inputs`, or `layers.0` and on. */
  readonly name: string;
  readonly size: number;
  /** The more, the more it is needed; undefined where all members stay. */
  readonly scores: Float32Array | undefined;
  /** What it costs the posterior to be certain that a member is not needed, in nats; where the family speaks of it. */
  readonly spikeCosts: Float32Array | undefined;
}

/** What the exporter's own choice takes. */
export function groupsOf({ network, levels, weightBits }: PruneBasis): Groups {
  return {
    network,
    logOdds: levels.map(({ scores }) => scores),
    hasWeight: ({ ordinal }, at, span) => {
      const bits = weightBits[ordinal];
      if (!bits) return span > 0;
      for (let place = at; place < at + span; place++) if ((bits[place >> 3]! >> (place & 7)) & 1) return true;
      return false;
    },
  };
}

/** The bits of a layer's weights. */
export function weightBitsOf(weights: Float32Array): Uint8Array | undefined {
  if (!weights.includes(0)) return undefined;
  const bits = new Uint8Array(Math.ceil(weights.length / 8));
  for (const [at, weight] of weights.entries()) if (weight !== 0) bits[at >> 3]! |= 1 << (at & 7);
  return bits;
}
