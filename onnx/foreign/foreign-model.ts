import type { NetworkSpec, Tensor } from '../../core/index.ts';
import type { OnnxModel } from '../model.ts';

/** Anybody's model, with what we found in it that can be pruned. */
export interface ForeignModel {
  /** The model with constants folded and weights as float32: it computes what the file does. */
  readonly model: OnnxModel;
  /** The largest part that is a network we know; absent where there is none. */
  readonly body?: Body;
  /** Other parts that are networks too, the largest first. */
  readonly others: readonly Body[];
  /** What could not be read, node by node, in the order of the graph. */
  readonly obstacles: readonly Obstacle[];
}

/** A part of a model with one input and one output that is a `NetworkSpec`. What is before and after it stays as it is. */
export interface Body {
  readonly network: NetworkSpec;
  /** Weights and biases by the names that posteriors use for means (`tensorNames.slabMean`, `tensorNames.biasMean`). */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /**
   * The value it reads, `[batch, features]`, `[batch, channels, height, width]` or, for rows of places, which are images of
   * height 1, `[batch, channels, length]`: an input of the model, or made from them.
   */
  readonly input: string;
  /** Axes of that value. */
  readonly rank: 2 | 3 | 4;
  /** The value it makes, `[batch, outputs]`; where it makes images or series, `[batch, ...imageOutput]`, flattened by the network. */
  readonly output: string;
  /** `[channels, height, width]` or, of series, `[channels, length]`. */
  readonly imageOutput?: readonly number[];
}

/** A node that is in the way of pruning more. */
export interface Obstacle {
  /** Its name, or its first output where it has none. */
  readonly node: string;
  readonly operator: string;
  /** Completes "... cannot be pruned: it ..." */
  readonly why: string;
}

/** A model with another body. */
export interface Spliced {
  readonly model: OnnxModel;
  /** What a user should know, for example where a version had to stay newer than we would choose. */
  readonly notes: readonly string[];
}
