/** One fit that every contender does: the `node` family from a dense network, size-aware and distilled, as in bench:mnist-mlp. */
export interface FitTask {
  readonly widths: readonly number[];
  readonly batchSize: number;
  readonly epochs: number;
  /** Training examples. */
  readonly examples: number;
  readonly rates: { readonly weight: number; readonly inclusion: number };
  readonly slabScales: readonly number[];
  readonly slabTempering: number;
  /** Parameters that the size-aware prior aims at. */
  readonly budget: number;
  readonly distillation: { readonly weight: number; readonly temperature: number };
}

export interface FitRequest {
  readonly contender: string;
  readonly task: FitTask;
  readonly threads: number;
  readonly seed: number;
  /** Where the data and the dense network are. */
  readonly folder: string;
}

export interface FitAnswer {
  readonly epochs: readonly FitEpoch[];
  readonly keptInputs: readonly number[];
  readonly peakBytes: number;
  readonly versions: Readonly<Record<string, string>>;
}

export interface FitEpoch {
  /** Since the data was read; compiling and validating included. */
  readonly elapsedMs: number;
  /** On the validation images, of the network that the median keeps. */
  readonly accuracy: number;
  /** Inputs and hidden units with log-odds above 0. */
  readonly kept: readonly number[];
}

/** Weights and biases of a network that keeps so many inputs and hidden units. */
export function parametersOf(kept: readonly number[], outputs: number): number {
  const widths = [...kept, outputs];
  return widths.slice(1).reduce((sum, units, index) => sum + (widths[index]! + 1) * units, 0);
}
