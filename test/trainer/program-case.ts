import {
  type Activation,
  denseNetwork,
  graph,
  type LikelihoodName,
  parameterCount,
  parseNetwork,
  type RandomStream,
  randomStream,
  sizeOf,
  type Tensor,
  taskKindOf,
} from '../../core/index.ts';
import { type Dataset, withLikelihood } from '../../datasets/index.ts';
import { feedMaker } from '../../trainer/data/batches.ts';
import { examplesOf } from '../../trainer/data/examples.ts';
import type { Dropout, ParameterSpec } from '../../trainer/families/family.ts';
import { familyNamed } from '../../trainer/families/index.ts';
import { type Distillation, likelihoodFor } from '../../trainer/likelihoods/index.ts';
import { priorOf } from '../../trainer/priors/prior-of.ts';
import type { PriorOptions } from '../../trainer/priors/priors.ts';
import { momentNames } from '../../trainer/step/group-update.ts';
import { initialise } from '../../trainer/step/initialise.ts';
import { buildProgram, type TrainingProgram } from '../../trainer/step/program.ts';
import { priceName } from '../../trainer/step/size-pricing.ts';
import { smallClassification, smallRegression } from './synthetic-data.ts';

export interface CaseOptions {
  readonly family: string;
  readonly widths?: readonly number[];
  /** Instead of widths: an image and layers, without the last, or with N for the number of outputs. */
  readonly layers?: string;
  readonly activation?: Activation;
  /** Of the targets, `categorical` by default. */
  readonly likelihood?: LikelihoodName;
  readonly weighted?: boolean;
  readonly selectInputs?: boolean;
  readonly prior?: PriorOptions;
  readonly dropout?: Dropout;
  readonly distillation?: Distillation;
  readonly tempering?: { readonly slab: number; readonly inclusion: number };
  readonly weightDecay?: number;
  readonly seed?: number;
}

export const batchSize = 6;
export const exampleCount = 160;

/** A training program with random parameters (gates on both sides of the cut) and everything its steps are fed. */
export function programCase(options: CaseOptions) {
  const { seed = 1, likelihood: name = 'categorical', weighted = false } = options;
  const { selectInputs = true, dropout = { inputs: 0, hidden: 0 } } = options;
  const widths = options.widths ?? [4, 5, 3];
  const outputs = { categorical: 3, binary: 1, gaussian: 1, 'gaussian-heteroscedastic': 2, poisson: 1 }[name];
  const network =
    options.layers === undefined
      ? denseNetwork([...widths, outputs], options.activation ?? 'relu')
      : parseNetwork(withEnd(options.layers, outputs), options.activation);
  const dataset = datasetFor(name, network.inputs);
  const family = familyNamed(options.family);
  const familyOptions = { selectInputs, relaxation: 0.5, dropout };
  const likelihood = likelihoodFor(dataset.task, options.distillation);
  const prior = priorOf(family, { network, examples: exampleCount, options: options.prior ?? {} });
  const tempering = options.tempering ?? { slab: 0.7, inclusion: 1.3 };
  const programOptions = {
    network,
    family,
    familyOptions,
    likelihood,
    prior,
    tempering,
    batchSize,
    examples: exampleCount,
    rates: { weight: 0.01, logVariance: 0.02, inclusion: 0.05 },
    ...(options.weightDecay !== undefined && { weightDecay: options.weightDecay }),
    hasTeacher: options.distillation !== undefined,
    hasWeights: weighted,
    fullSize: parameterCount(network),
  };
  const program = buildProgram(programOptions);
  const specs = [...family.parameters(network, familyOptions), ...likelihood.parameters];
  const parameters = randomParameters(specs, seed);
  const weightRandom = randomStream(seed, 'weights');
  const values = Float32Array.from(dataset.targets, () => weightRandom.uniform());
  const examples = weighted
    ? examplesOf({ ...dataset, weights: { column: 'w', values } }, dataset.split.train, { column: 'w' })
    : examplesOf(dataset, dataset.split.train);
  const teacherRandom = randomStream(seed, 'teacher');
  const makeFeeds = feedMaker(program, {
    examples,
    batchSize,
    seed,
    schedule: { warmUpSteps: 3, totalSteps: 40, divergenceSteps: 10 },
    ...(options.distillation && {
      teacher: Float32Array.from({ length: examples.count * outputs }, () => 2 * teacherRandom.normal()),
    }),
  });
  const { distillation } = options;
  return {
    ...programOptions,
    task: dataset.task,
    distillation,
    program,
    specs,
    parameters,
    makeFeeds,
    state: stateOf(program, parameters, prior.size?.price),
  };
}

function withEnd(layers: string, outputs: number): string {
  return layers.includes('N') ? layers.replaceAll('N', String(outputs)) : `${layers}-${outputs}`;
}

function datasetFor(likelihood: LikelihoodName, features: number): Dataset {
  if (likelihood === 'poisson') {
    const count = (x: Float32Array, noise: RandomStream) =>
      Math.floor(4 * noise.uniform() * Math.exp(0.5 * Math.min(3, x[0]!)));
    return withLikelihood(smallRegression({ features, target: count }), likelihood);
  }
  if (taskKindOf(likelihood) === 'regression') return withLikelihood(smallRegression({ features }), likelihood);
  const classes = likelihood === 'binary' ? 2 : 3;
  const target = (x: Float32Array) => (x[0]! > 0.5 ? classes - 1 : Number(x[1]! > 0));
  return withLikelihood(smallClassification({ features, classes, target }), likelihood);
}

function randomParameters(specs: readonly ParameterSpec[], seed: number): Record<string, Tensor> {
  const centre = { weight: 0, logVariance: -3, inclusion: 0, statistic: 0 };
  return Object.fromEntries(
    specs.map(({ name, shape, role }) => {
      const random = randomStream(seed, `parameter ${name}`);
      const draw = () => centre[role] + (role === 'inclusion' ? 2 : 0.7) * random.normal();
      return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) }];
    }),
  );
}

/** The state an engine starts from: parameters end to end in their groups, moments zero. */
export function stateOf(
  program: TrainingProgram,
  parameters: Readonly<Record<string, Tensor>>,
  price?: number,
): Record<string, Tensor> {
  const state: Record<string, Tensor> = {
    ...(price !== undefined && { [priceName]: { shape: [], data: Float32Array.of(price) } }),
    ...initialise(program.statistics, 0),
  };
  for (const group of program.layout.groups) {
    const data = group.members.flatMap(({ name }) => [...parameters[name]!.data]);
    state[group.name] = { shape: group.shape, data: Float32Array.from(data) };
    for (const moment of momentNames(group.name)) {
      state[moment] = { shape: group.shape, data: new Float32Array(data.length) };
    }
  }
  return state;
}

export type Feeds = Readonly<Record<string, ArrayLike<number>>>;

/** Steps taken by the float64 reference evaluator: the state after them, and every step's record. */
export function stepByReference(
  { program }: { readonly program: TrainingProgram },
  state: Readonly<Record<string, Tensor>>,
  feeds: Readonly<Record<string, Float32Array>>,
  steps: number,
) {
  const names = Object.keys(program.step.state);
  let current: Feeds = Object.fromEntries(Object.entries(state).map(([name, { data }]) => [name, data]));
  const records: number[] = [];
  for (let step = 0; step < steps; step++) {
    const own = Object.fromEntries(
      Object.entries(feeds).map(([name, values]) => {
        const size = values.length / steps;
        return [name, values.subarray(step * size, (step + 1) * size)];
      }),
    );
    const outputs = [program.step.record, ...names.map((name) => program.step.state[name]!.after)];
    const [record, ...after] = graph.evaluate(outputs, { ...current, ...own });
    records.push(...record!);
    current = Object.fromEntries(names.map((name, index) => [name, after[index]!]));
  }
  return { state: current, records };
}

/** The gradient of the loss by parameter: from zero, the first moments after one step are it (M' = b1 M + g). */
export function gradientOf(
  trained: { readonly program: TrainingProgram },
  state: Readonly<Record<string, Tensor>>,
  feeds: Readonly<Record<string, Float32Array>>,
): { gradient: Record<string, number[]>; record: Record<string, number> } {
  const { program } = trained;
  const after = stepByReference(trained, state, feeds, 1);
  const gradient = Object.fromEntries(
    program.layout.groups.flatMap((group) => {
      const moments = Array.from(after.state[momentNames(group.name)[0]]!);
      let start = 0;
      return group.members.map((member): [string, number[]] => {
        const end = start + sizeOf(member.shape);
        const part = moments.slice(start, end);
        start = end;
        return [member.name, part];
      });
    }),
  );
  const record = Object.fromEntries(program.recordNames.map((name, index) => [name, after.records[index]!]));
  return { gradient, record };
}
