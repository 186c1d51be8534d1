import type { Augmentation } from '../../trainer/index.ts';
import type { DataOptions } from '../data-options.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { ClassWeightsOption } from './class-weights.ts';

/** What training a posterior from a file of data to a file can be asked for. */
export interface TrainOptions extends DataOptions, EngineOptions {
  readonly output: string;
  readonly network?: string;
  readonly start?: string;
  readonly family: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly size?: number;
  readonly sizeMacs?: number;
  readonly priorInclusion?: number | 'layerwise' | 'edge';
  readonly slabScale?: number | 'learned';
  readonly spikeScale?: number;
  readonly temperSlab?: number;
  readonly temperInclusion: number;
  readonly classWeights?: ClassWeightsOption;
  readonly augment?: Augmentation;
  readonly selectInputs: boolean;
  readonly teacher?: boolean;
  readonly seed: number;
  readonly narrow: boolean;
  readonly checkpointSeconds?: number;
  readonly clipNorm?: number;
  readonly earlyStop?: number;
  /** Of onnxruntime, where several runs share the cores; not on the command line. */
  readonly threads?: number;
  /** Goes on from the checkpoint of the same run. */
  readonly resume?: boolean;
}
