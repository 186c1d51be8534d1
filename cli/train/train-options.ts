import type { DataOptions, EngineOptions } from '../../api/index.ts';
import type { Augmentation } from '../../trainer/index.ts';
import type { CommonOptions } from '../options.ts';
import type { ClassWeightsOption } from './class-weights.ts';

export interface TrainOptions extends DataOptions, EngineOptions, CommonOptions {
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
  readonly temperSlab: number;
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
  readonly log?: string;
  /** So many seeds from `seed` on, each as a run of its own. */
  readonly seeds?: number;
  /** Of onnxruntime, where several runs share the cores; not on the command line. */
  readonly threads?: number;
  readonly resume?: boolean;
  readonly dryRun?: boolean;
}

/** The options that make two runs the same, in an order that is not that of the command line. */
export function whatMatters(options: TrainOptions): object {
  const {
    output: _output,
    network: _network,
    log: _log,
    checkpointSeconds: _checkpointSeconds,
    engine: _engine,
    device: _device,
    resume: _resume,
    dryRun: _dryRun,
    threads: _threads,
    json: _json,
    quiet: _quiet,
    ...others
  } = options;
  return Object.fromEntries(Object.entries(others).sort(([one], [other]) => (one < other ? -1 : 1)));
}
