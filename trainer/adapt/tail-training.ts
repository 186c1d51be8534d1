import { everything, parameterCount, type Tensor } from '../../core/index.ts';
import { type FeedMaker, feedMaker } from '../data/batches.ts';
import { type Examples, gatherRows } from '../data/example-source.ts';
import type { EngineProgram } from '../engines/engine.ts';
import { deterministic } from '../families/deterministic.ts';
import { likelihoodFor } from '../likelihoods/index.ts';
import { makePrior } from '../priors/priors.ts';
import { unpackTensors } from '../step/parameter-layout.ts';
import { buildProgram } from '../step/program.ts';
import { startingState, toEngine } from '../step/training-state.ts';
import type { DenseTail } from './dense-tail.ts';

/** How the layers are trained, every choice made. */
export interface TailSettings {
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** What an engine needs to train a tail, and what its answers mean. */
export interface TailTraining {
  readonly program: EngineProgram;
  readonly initial: Readonly<Record<string, Tensor>>;
  readonly makeFeeds: FeedMaker;
  /** The losses in the records of some steps. */
  lossesIn(records: Float32Array): Float32Array;
  /** The weights in an engine's state, by the trainer's names. */
  weightsIn(state: Readonly<Record<string, Tensor>>): Record<string, Tensor>;
}

const warmUpSteps = 10;
const familyOptions = { selectInputs: false, relaxation: 1, dropout: { inputs: 0, hidden: 0 } };

/**
 * The training of an ordinary network (`trainDense`, `fineTune`) for the tail of one.
 * @param features what the tail reads, `[labels.length, inputs]`
 */
export function tailTraining(
  { network, parameters }: DenseTail,
  features: Float32Array,
  labels: ArrayLike<number>,
  { steps, batchSize, learningRate, seed }: TailSettings,
): TailTraining {
  const classes = classCount({ network });
  const likelihood = likelihoodFor({ kind: 'classification', labels: Array.from({ length: classes }, String) });
  const trained = buildProgram({
    network,
    family: deterministic,
    familyOptions,
    likelihood,
    prior: makePrior(network, labels.length),
    tempering: { slab: 1, inclusion: 1 },
    batchSize,
    examples: labels.length,
    rates: { weight: learningRate, logVariance: 0, inclusion: 0 },
    hasTeacher: false,
    hasWeights: false,
    fullSize: parameterCount(network),
  });
  const { layout, recordNames } = trained;
  const specs = deterministic.parameters(network, familyOptions);
  const loss = recordNames.indexOf('loss');
  const examples: Examples = {
    width: network.inputs,
    count: labels.length,
    features: (indices, out) => gatherRows(features, network.inputs, indices, out),
    values: Float32Array.from(labels),
    targets: (indices, out) => {
      out.fill(0);
      indices.forEach((index, row) => {
        likelihood.writeTarget(labels[index]!, out, row * classes);
      });
    },
  };
  return {
    program: { step: trained.step, evaluation: trained.evaluation(1) },
    initial: toEngine(trained, specs, startingState(specs, parameters), everything(network)),
    makeFeeds: feedMaker(trained, {
      examples,
      batchSize,
      seed,
      schedule: { warmUpSteps: Math.min(warmUpSteps, steps), totalSteps: steps, divergenceSteps: 0 },
    }),
    lossesIn: (records) => records.filter((_, index) => index % recordNames.length === loss),
    weightsIn: (state) => unpackTensors(layout, (group) => state[group]!),
  };
}

/** Logits that the tail puts out. */
export function classCount({ network }: Pick<DenseTail, 'network'>): number {
  const last = network.layers.at(-1)!;
  return 'units' in last ? last.units : 0;
}
