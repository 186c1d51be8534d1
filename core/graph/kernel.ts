import type { Shape } from '../shape.ts';
import type { Kind, NodeOf } from './node.ts';

/** Values of one node: row-major, whatever its element type. */
export interface Values {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** How the reference evaluator computes an operation. */
export type Kernel<K extends Kind> = (node: NodeOf<K>, inputs: readonly Values[]) => Float64Array;
