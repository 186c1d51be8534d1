import { graph, type NetworkSpec, type Node } from '../../core/index.ts';
import type { StepGraph } from '../../onnx/index.ts';
import type { Family, FamilyOptions, NoiseSpec, ParameterSpec } from '../families/family.ts';
import type { Likelihood } from '../likelihoods/index.ts';
import type { Prior } from '../priors/priors.ts';
import type { AdamUpdates } from './adam.ts';
import { clipping } from './clipping.ts';
import { type LearningRates, momentNames, runsOf, updateOf } from './group-update.ts';
import { layOut, type ParameterLayout, packNodes, unpackNodes } from './parameter-layout.ts';
import { type Prefix, prefixContext, prefixFeatures } from './prefixes.ts';
import { priceName, sizePricing } from './size-pricing.ts';

/** Everything that fixes what one training step computes. */
export interface ProgramOptions {
  readonly network: NetworkSpec;
  readonly family: Family;
  readonly familyOptions: FamilyOptions;
  readonly likelihood: Likelihood;
  readonly prior: Prior;
  /** Factors on the two parts of the KL divergence. */
  readonly tempering: { readonly slab: number; readonly inclusion: number };
  readonly batchSize: number;
  /** Number of training examples: what the KL divergence is divided by. */
  readonly examples: number;
  readonly rates: LearningRates;
  /** Times the learning rate: the part of every weight (not of biases) that a step takes away. None by default. */
  readonly weightDecay?: number;
  readonly hasTeacher: boolean;
  readonly hasWeights: boolean;
  /** Largest norm of the whole gradient; none where absent. */
  readonly clipNorm?: number;
  /** What the network that the training began with has of what a size-aware prior counts. */
  readonly fullSize: number;
  /** Nested networks whose mean negative log-likelihood is minimised, in place of the whole network alone. */
  readonly prefixes?: readonly Prefix[];
}

/** A training step and its evaluation as graphs, ready for any engine. */
export interface TrainingProgram {
  readonly step: StepGraph & { readonly adam: AdamUpdates };
  /** The figures in a step's record, in order. */
  readonly recordNames: readonly string[];
  readonly noise: readonly NoiseSpec[];
  readonly layout: ParameterLayout;
  /** State that follows the data instead of a gradient: it has no moments. */
  readonly statistics: readonly ParameterSpec[];
  /** Numbers per example in the targets. */
  readonly targetWidth: number;
  /** Numbers per example that the network puts out. */
  readonly outputWidth: number;
  /** Whether a step reads `feedNames.schedule`. */
  readonly decays: boolean;
  /** The likelihood's predictions with the deterministic network for `rows` features, from the same state. */
  evaluation(rows: number): Node;
}

/** Names of the per-step inputs beside the noise. */
export const feedNames = {
  features: 'features',
  targets: 'targets',
  teacher: 'teacher',
  weights: 'weights',
  /** The schedule's factor times Adam's correction. */
  rate: 'rate',
  damping: 'damping',
  /** The schedule's factor alone, which weight decay follows. */
  schedule: 'schedule',
  /** The part of the slab's KL divergence in force: it is warmed up, since at first nothing is learned to weigh it against. */
  slabWarmUp: 'slabWarmUp',
} as const;

/** loss = mean negative log-likelihood of the batch + (tempered KL divergence) / examples, and one Adam update. */
export function buildProgram(options: ProgramOptions): TrainingProgram {
  const { network, family, familyOptions, likelihood, prior, tempering, batchSize, examples } = options;
  const specs = [...family.parameters(network, familyOptions), ...likelihood.parameters];
  const layout = layOut(specs);
  const states = layout.groups.map((group) => graph.input(group.name, group.shape));
  const statistics = family.statistics?.parameters(network) ?? [];
  const parameters: Record<string, Node> = Object.assign(
    Object.fromEntries(statistics.map(({ name, shape }) => [name, graph.input(name, shape)])),
    ...layout.groups.map((group, index) => unpackNodes(group, states[index]!)),
  );
  const noiseSpecs = family.noise(network, familyOptions, batchSize);
  const noise = Object.fromEntries(noiseSpecs.map((spec) => [spec.name, graph.input(spec.name, spec.shape)]));

  const features = graph.input(feedNames.features, [batchSize, network.inputs]);
  const targets = graph.input(feedNames.targets, [batchSize, likelihood.targetWidth]);
  const teacher = options.hasTeacher ? graph.input(feedNames.teacher, [batchSize, likelihood.outputs]) : undefined;
  const weights = options.hasWeights ? graph.input(feedNames.weights, [batchSize, 1]) : undefined;
  const rate = graph.input(feedNames.rate, []);
  const damping = graph.input(feedNames.damping, []);
  const { weightDecay = 0 } = options;
  const schedule = weightDecay > 0 ? graph.input(feedNames.schedule, []) : undefined;

  const context = { network, options: familyOptions, parameters, noise };
  const outputs = options.prefixes?.map((prefix) =>
    family.forward(prefixContext(context, specs, prefix), prefixFeatures(network, features, prefix)),
  ) ?? [family.forward(context, features)];
  const losses = outputs.map((each) =>
    likelihood.negativeLogLikelihood({
      outputs: each,
      targets,
      parameters,
      ...(weights && { weights }),
      ...(teacher && { teacher }),
    }),
  );
  const negativeLogLikelihood =
    losses.length === 1 ? losses[0]! : graph.mul(losses.reduce(graph.add), 1 / losses.length);
  const { slab, inclusion } = family.divergence(context, prior);
  const slabWarmUp = graph.input(feedNames.slabWarmUp, []);
  const expectedParameters = family.expectedParameters(context);
  const size = prior.size?.unit === 'macs' ? family.expectedMacs!(context) : expectedParameters;
  const pricing = prior.size && sizePricing(prior.size, size, options.fullSize, slabWarmUp);
  const inclusionCost = pricing ? graph.add(inclusion, graph.mul(pricing.before, size)) : inclusion;
  // Without the warm-up the prior closes gates before the weights behind them have learned anything. A size-aware prior
  // has its own (the size that it aims at shrinks), and single weights are too many to decide in the steps after it.
  const inclusionWarmUp = pricing || prior.weightLogits ? 1 : slabWarmUp;
  const divergence = graph.add(
    graph.mul(graph.mul(slab, tempering.slab), slabWarmUp),
    graph.mul(graph.mul(inclusionCost, tempering.inclusion), inclusionWarmUp),
  );
  const loss = graph.add(negativeLogLikelihood, graph.mul(divergence, 1 / examples));

  const record = {
    loss,
    negativeLogLikelihood,
    slabDivergence: slab,
    inclusionDivergence: inclusionCost,
    parameters: expectedParameters,
  };
  const figureNames = Object.keys(record);
  // Likelihood and divergence both read variances and probabilities: shared first, they are differentiated once.
  const after = family.statistics?.after(context, features) ?? {};
  const shared = graph.shareSubexpressions([
    ...Object.values(record),
    ...specs.map((spec) => parameters[spec.name]!),
    ...statistics.map(({ name }) => after[name]!),
  ]);
  const figures = shared.slice(0, figureNames.length);
  const gradients = graph.gradients(figures[0]!, shared.slice(figureNames.length, figureNames.length + specs.length));
  const clip = options.clipNorm === undefined ? undefined : clipping(gradients, options.clipNorm);
  const gradientOf = new Map(specs.map((spec, index) => [spec.name, gradients[index]!]));

  const updates = layout.groups.map((group, index) => {
    const packed = packNodes(
      group,
      group.members.map((member) => gradientOf.get(member.name)!),
    );
    const gradient = clip ? graph.mul(packed, clip.factor) : packed;
    const runs = runsOf(group, options.rates, weightDecay);
    return { gradient, runs, ...updateOf(group, states[index]!, gradient, runs, { rate, damping, schedule }) };
  });
  const carried = layout.groups.flatMap((group, index) => {
    const { before, after } = updates[index]!;
    const [first, second] = momentNames(group.name);
    return [
      { name: group.name, before: before.parameter, after: after.parameter },
      { name: first, before: before.firstMoment, after: after.firstMoment },
      { name: second, before: before.secondMoment, after: after.secondMoment },
    ];
  });
  statistics.forEach(({ name }, index) => {
    const before = parameters[name]!;
    carried.push({ name, before, after: shared[figureNames.length + specs.length + index]! });
  });
  if (pricing) carried.push({ name: priceName, ...pricing });
  const recordNode = graph.concat(
    [...figures, ...(clip ? [clip.norm] : [])].map((value) => graph.reshape(value, [1])),
    0,
  );
  const [simpleRecord, ...simplified] = graph.simplify([
    recordNode,
    ...carried.map(({ after }) => after),
    ...updates.map(({ gradient }) => gradient),
  ]);

  return {
    step: {
      state: Object.fromEntries(
        carried.map(({ name, before }, index) => [name, { before, after: simplified[index]! }]),
      ),
      perStep: [
        features,
        targets,
        ...(teacher ? [teacher] : []),
        ...(weights ? [weights] : []),
        rate,
        damping,
        ...(schedule ? [schedule] : []),
        slabWarmUp,
        ...Object.values(noise),
      ],
      record: simpleRecord!,
      adam: {
        groups: layout.groups.map(({ name }, index) => ({
          parameter: name,
          moments: momentNames(name),
          gradient: simplified[carried.length + index]!,
          runs: updates[index]!.runs,
        })),
        rate,
        damping,
        ...(schedule && { schedule }),
      },
    },
    recordNames: [...figureNames, ...(clip ? ['gradientNorm'] : [])],
    noise: noiseSpecs,
    layout,
    statistics,
    targetWidth: likelihood.targetWidth,
    outputWidth: likelihood.outputs,
    decays: schedule !== undefined,
    evaluation: (rows) => {
      const evaluated = family.predict(context, graph.input(feedNames.features, [rows, network.inputs]), prior);
      return graph.simplify([likelihood.predictions(evaluated, parameters)])[0]!;
    },
  };
}
