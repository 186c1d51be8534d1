import type { Figure, Guarantee, NetworkSize } from '../../exporter/index.ts';
import type { Obstacle } from '../../onnx/index.ts';
import type { Measured } from './compare/measure.ts';

/** What became of a model, for people and for machines. */
export interface ShrinkReport {
  /** `unchanged` where nothing could or had to be done: the file is a copy. */
  readonly way: 'fit' | 'weights' | 'unchanged';
  /** One sentence: what was kept and by which rule, or why nothing was done. */
  readonly why: string;
  readonly file: { readonly before: FileSize; readonly after: FileSize };
  /** Of the part that can be pruned, the largest where there are several. */
  readonly network?: { readonly before: NetworkSize; readonly after: NetworkSize };
  /** Other parts that were cut, in that order, before it. */
  readonly others?: readonly {
    readonly input: string;
    readonly output: string;
    readonly before: NetworkSize;
    readonly after: NetworkSize;
  }[];
  /** One figure for each limit of the budget, as it was searched for. */
  readonly budget?: readonly Figure[];
  /** Of the rule `certified`: what can be said of the smaller file against the original. */
  readonly guarantee?: Guarantee;
  /** On test rows that no choice was made on, each file in a session of its own. */
  readonly answers?: Measured;
  /** The largest difference, relative to the size of the outputs, between the original and the uncut body put back. */
  readonly reading?: { readonly largestDifference: number; readonly rows: number };
  /** Names of the inputs that the smaller model still reads, where some are not. */
  readonly keptInputs?: readonly string[];
  /** Medians of calls with so many rows (one, where the model leaves the choice), taken in turn. */
  readonly latency?: { readonly beforeMs: number; readonly afterMs: number; readonly rows: number };
  /** Parts of the model that were carried over as they are. */
  readonly obstacles: readonly Obstacle[];
  /** Sentences about what was found out or should be known. */
  readonly notes: readonly string[];
}

export interface FileSize {
  readonly sizeBytes: number;
  readonly parameters: number;
  /** Multiply-accumulates for one row, or for a call where the file fixes its rows; undefined where they cannot be known. */
  readonly macs: number | undefined;
}
