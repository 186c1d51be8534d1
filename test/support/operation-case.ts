import type { Node, RandomStream } from '../../core/index.ts';

/** One way to use an operation: inputs by name with their shapes, and the graph on them. */
export interface OperationCase {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly build: (inputs: Readonly<Record<string, Node>>) => Node;
  /** Inputs must be positive and not small: for logarithms, roots and quotients. */
  readonly positive: boolean;
}

export type Draw = (random: RandomStream) => OperationCase;

/** A whole number from 0 to `end - 1`. */
export function below(random: RandomStream, end: number): number {
  return Math.floor(random.uniform() * end);
}
