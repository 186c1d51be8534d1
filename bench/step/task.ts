import {
  denseNetwork,
  foldBatchNorm,
  formatImage,
  type ImageShape,
  inclusionNameOf,
  type NetworkSpec,
  type PriorRecord,
  presetNetwork,
  SecateurError,
  structureOf,
  type ValueShape,
  weightedLayers,
} from '../../core/index.ts';
import { type Device, makePrior } from '../../trainer/index.ts';

/** The network whose training step is timed, and everything that fixes what the step computes. */
export interface StepTask {
  readonly title: string;
  /** As it is trained: without batch normalisations. */
  readonly network: NetworkSpec;
  /** What the features are the pixels of. */
  readonly image: ImageShape;
  readonly outputs: number;
  /** Of a chain of dense layers, from inputs to outputs: some peers know nothing else. */
  readonly widths?: readonly number[];
  /** For peers, which know nothing of levels: the layers with weights, and the indicators. */
  readonly weighted: readonly WeightedTask[];
  readonly gates: readonly GateTask[];
  readonly selectInputs: boolean;
  readonly batchSize: number;
  /**
   * Of the steps whose losses are compared: small where the float64 reference would take minutes, but enough images that
   * gradients of weights are computed as in the steps that are timed: they fill more than half of a block of 16.
   */
  readonly parityBatchSize: number;
  /** Number of training examples: what the KL divergence is divided by. */
  readonly examples: number;
  /** Distinct rows in memory; the examples are these over and over, so that data does not swell the memory figures. */
  readonly rows: number;
  readonly prior: PriorRecord;
  /** Learning rates of Adam by the kind of parameter. */
  readonly rates: { readonly weight: number; readonly logStdDev: number; readonly inclusion: number };
}

interface WeightedTask {
  readonly index: number;
  /** Of its weight. */
  readonly shape: readonly number[];
  readonly outputShape: ValueShape;
  readonly slabScale: number;
  /** The name of its units' log-odds; null where they have none. */
  readonly gate: string | null;
}

interface GateTask {
  readonly name: string;
  readonly size: number;
  readonly priorLogit: number;
}

/** Two hidden layers on pixels of MNIST's shape. */
export function denseTask(hidden: number, selectInputs: boolean, batchSize = 128): StepTask {
  const widths = [784, hidden, hidden, 10];
  const image = { height: 28, width: 28, channels: 1 };
  return { ...stepTask(widths.join('-'), denseNetwork(widths), { image, selectInputs, batchSize }), widths };
}

/** The images that the presets were made for: MNIST's, and those of MLPerf Tiny. */
const imagesOf: Readonly<Record<string, ImageShape>> = {
  lenet5: { height: 28, width: 28, channels: 1 },
  resnet8: { height: 32, width: 32, channels: 3 },
  'ds-cnn': { height: 49, width: 10, channels: 1 },
};

/** @throws ARGUMENT_INVALID where there is no preset of this name */
export function presetTask(preset: string, batchSize = 128): StepTask {
  const image = imagesOf[preset];
  const network = image && presetNetwork(preset, image, 10);
  if (!network) {
    const known = Object.keys(imagesOf).join(', ');
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `There is no network '${preset}' in --networks: write one of ${known}.`,
    );
  }
  const options = { image, selectInputs: false, batchSize };
  return stepTask(`${preset} on ${formatImage(image)}`, foldBatchNorm(network).network, options);
}

function stepTask(
  title: string,
  network: NetworkSpec,
  { image, selectInputs, batchSize }: Pick<StepTask, 'image' | 'selectInputs' | 'batchSize'>,
): StepTask {
  const examples = batchSize * 2048;
  const prior = makePrior(network, examples);
  const { levels } = structureOf(network);
  const nameOf = (level: number) => (level === 0 && !selectInputs ? undefined : inclusionNameOf(network, level));
  return {
    title: `${title}, batch ${batchSize}${selectInputs ? ', with input selection' : ''}`,
    network,
    image,
    outputs: 10,
    weighted: weightedLayers(network).map(({ index, ordinal, shape, outputShape, output }) => ({
      index,
      shape,
      outputShape,
      slabScale: prior.slabScales[ordinal]!,
      gate: nameOf(output[0]!.level) ?? null,
    })),
    gates: levels.flatMap(({ size }, level) => {
      const name = nameOf(level);
      const priorLogit = level === 0 ? prior.inputLogit : prior.unitLogits[level - 1]!;
      return name === undefined ? [] : [{ name, size, priorLogit }];
    }),
    selectInputs,
    batchSize,
    parityBatchSize: network.image ? Math.min(batchSize, 9) : batchSize,
    examples,
    rows: 4096,
    prior,
    rates: { weight: 1e-3, logStdDev: 1e-3, inclusion: 0.05 },
  };
}

/** What a contender's process is asked for, as JSON in its last argument. */
export interface StepRequest {
  readonly contender: string;
  readonly task: StepTask;
  readonly threads: number;
  readonly device: Device;
  readonly seconds: number;
  /** A file of starting values and feeds: then the losses of its steps are asked for, and no times. */
  readonly parityFile?: string;
}

/** What it answers when timed. */
export interface StepTiming {
  /** Milliseconds per step, one for each group of successive steps, after the warm-up. */
  readonly groupsMs: readonly number[];
  readonly stepsPerGroup: number;
  /** Processor time of all threads per step, in ms: hardly disturbed by other programs, but waiting threads that spin count. */
  readonly cpuMsPerStep: number;
  /** Epoch time in ms at which the first step was done. */
  readonly firstStepAt: number;
  /** From the libraries being imported to the first step being done. */
  readonly setUpMs: number;
  readonly peakBytes: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Where this contender makes its noise. */
  readonly noise: string;
  /** Other figures for the results file. */
  readonly details?: Readonly<Record<string, number>>;
}

/** What it answers to a parity file: the loss before each of its steps. */
export interface StepLosses {
  readonly losses: readonly number[];
}
