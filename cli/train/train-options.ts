import type { DataOptions } from '../data-options.ts';
import type { CommonOptions } from '../options.ts';
import type { ClassWeightsOption } from './class-weights.ts';

export interface TrainOptions extends DataOptions, CommonOptions {
  readonly output: string;
  readonly network?: string;
  readonly family: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly size?: number;
  readonly priorInclusion?: number | 'layerwise' | 'edge';
  readonly slabScale?: number | 'learned';
  readonly spikeScale?: number;
  readonly temperSlab: number;
  readonly temperInclusion: number;
  readonly classWeights?: ClassWeightsOption;
  readonly selectInputs: boolean;
  readonly teacher?: boolean;
  readonly seed: number;
  readonly narrow: boolean;
  readonly checkpointSeconds?: number;
  readonly clipNorm?: number;
  readonly earlyStop?: number;
  readonly log?: string;
  readonly resume?: boolean;
  readonly dryRun?: boolean;
}
