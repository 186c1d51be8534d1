import { denseNetwork, type NetworkSpec, type PriorRecord } from '../../core/index.ts';
import { type Device, makePrior } from '../../trainer/index.ts';

/** The network whose training step is timed, and everything that fixes what the step computes. */
export interface StepTask {
  /** From inputs to outputs. */
  readonly widths: readonly number[];
  readonly selectInputs: boolean;
  readonly batchSize: number;
  /** Number of training examples: what the KL divergence is divided by. */
  readonly examples: number;
  /** Distinct rows in memory; the examples are these over and over, so that data does not swell the memory figures. */
  readonly rows: number;
  readonly prior: PriorRecord;
  /** Learning rates of Adam by the kind of parameter. */
  readonly rates: { readonly weight: number; readonly logStdDev: number; readonly inclusion: number };
}

export function stepTask(hidden: number, selectInputs: boolean, batchSize = 128): StepTask {
  const widths = [784, hidden, hidden, 10];
  const examples = batchSize * 2048;
  return {
    widths,
    selectInputs,
    batchSize,
    examples,
    rows: 4096,
    prior: makePrior(networkOf(widths), examples),
    rates: { weight: 1e-3, logStdDev: 1e-3, inclusion: 0.05 },
  };
}

export function networkOf(widths: readonly number[]): NetworkSpec {
  return denseNetwork(widths);
}

export function taskTitle({ widths, selectInputs, batchSize }: StepTask): string {
  return `${widths.join('-')}, batch ${batchSize}${selectInputs ? ', with input selection' : ''}`;
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
