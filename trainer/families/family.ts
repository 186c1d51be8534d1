import type { LevelAxis, NetworkSpec, Node, Shape, Tensor } from '../../core/index.ts';
import type { Prior, PriorOptions } from '../priors/priors.ts';

/**
 * A variational family: which parameters it has, how a noisy forward pass reads them, what they cost. Everything is
 * described as graph nodes, so that a family is one module and any engine can run it.
 */
export interface Family {
  readonly name: string;
  /** One sentence for `--help`. */
  readonly summary: string;
  /** Whether it knows inclusion probabilities, so that there is something to cut. */
  readonly prunes: boolean;
  parameters(network: NetworkSpec, options: FamilyOptions): ParameterSpec[];
  /**
   * Only of families whose prior says more than how often units and inputs are needed: `prior` with the rest.
   * @throws ARGUMENT_INVALID when the options ask for what this family has no prior for
   */
  completePrior?(prior: Prior, about: PriorSubject): Prior;
  /** The noise that one training step on `batch` examples reads. */
  noise(network: NetworkSpec, options: FamilyOptions, batch: number): NoiseSpec[];
  /** The network's outputs `[batch, outputs]` for features `[batch, inputs]`, as sampled in training. */
  forward(context: FamilyContext, features: Node): Node;
  /** The outputs of the network the posterior stands for: cut at the median, weights at their means, no noise. */
  predict(context: Omit<FamilyContext, 'noise'>, features: Node, prior: Prior): Node;
  /** The parts of the KL divergence from the prior, each a scalar (summed over the network, in nats). */
  divergence(context: FamilyContext, prior: Prior): DivergenceParts;
  /** Trained parameters under the names and in the units of a posterior file, see `tensorNames`. */
  toPosterior(tensors: Readonly<Record<string, Tensor>>, fitted: Fitted): Record<string, Tensor>;
  /**
   * The reverse: parameters from a posterior's tensors, and perhaps tensors that are none. Only of families whose posterior
   * holds their parameters as they were, so that training can go on from it.
   */
  fromPosterior?(tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor>;
  /**
   * The standard deviation of each layer's slab, scalars: those of the prior, or learned. Only of families with a Gaussian
   * slab; others have no scale that could be learned.
   */
  slabScales?(context: Omit<FamilyContext, 'noise'>, prior: Prior): readonly Node[];
  /** The posterior expectation of the number of weights and biases that are kept, a scalar. */
  expectedParameters(context: Omit<FamilyContext, 'noise'>): Node;
  /** The same for multiply-accumulates of one forward pass. Only of families that a budget of them can be asked of. */
  expectedMacs?(context: Omit<FamilyContext, 'noise'>): Node;
  /** Only of families that have values which follow the data instead of a gradient, such as running means. */
  readonly statistics?: Statistics;
}

/** What a prior is about. */
export interface PriorSubject {
  readonly network: NetworkSpec;
  /** Number of training examples. */
  readonly examples: number;
  readonly options: PriorOptions;
}

/** What trained parameters were trained for. */
export interface Fitted {
  readonly network: NetworkSpec;
  readonly options: FamilyOptions;
  readonly prior: Prior;
}

export interface Statistics {
  parameters(network: NetworkSpec): ParameterSpec[];
  /** Their values after a training step, by name. */
  after(context: FamilyContext, features: Node): Record<string, Node>;
}

export interface FamilyOptions {
  /** Whether inputs have inclusion indicators of their own. */
  readonly selectInputs: boolean;
  /** Temperature of the indicators' relaxation. */
  readonly relaxation: number;
  /** Probabilities with which values are dropped in training, by families that know dropout. */
  readonly dropout: Dropout;
  /**
   * Bits of the codes that the weights of each layer with weights will be stored as, undefined for those that stay as they
   * are; by families that can round them while they train.
   */
  readonly weightBits?: readonly (number | undefined)[];
  /** Of the same layers, those whose units share one step of their codes; none by default. */
  readonly sharedSteps?: readonly boolean[];
}

export interface Dropout {
  readonly inputs: number;
  readonly hidden: number;
}

export interface FamilyContext {
  readonly network: NetworkSpec;
  readonly options: FamilyOptions;
  readonly parameters: Readonly<Record<string, Node>>;
  readonly noise: Readonly<Record<string, Node>>;
}

export interface DivergenceParts {
  readonly slab: Node;
  readonly inclusion: Node;
}

export interface ParameterSpec {
  /** Unique in the family; `toPosterior` maps it to the posterior's names. */
  readonly name: string;
  readonly shape: Shape;
  /**
   * For each axis, from the first, the level whose members it runs over; axes beyond those given run over none. This is
   * how parameters shrink when units leave the training.
   */
  readonly axes: readonly LevelAxis[];
  /** Which learning rate it follows. */
  readonly role: ParameterRole;
  /** A constant, or He's initialisation (N(0, 2 / fanIn)). */
  readonly initial: number | { readonly fanIn: number };
}

/** Statistics have no learning rate: they follow the data. */
export type ParameterRole = 'weight' | 'logVariance' | 'inclusion' | 'statistic';

export interface NoiseSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly distribution: 'normal' | 'logistic' | 'uniform';
}
