import type { Node } from '../../core/index.ts';

/** One step of an iteration as graphs: how each carried value changes, and what is recorded of the step. */
export interface StepGraph {
  /** Carried values by name: the Input node that stands for the old value, and the new value of the same shape. */
  readonly state: Readonly<Record<string, { readonly before: Node; readonly after: Node }>>;
  /** Input nodes that differ from step to step: batches, noise, rates. */
  readonly perStep: readonly Node[];
  /** A scalar or vector recorded after every step. */
  readonly record: Node;
  /** What else is computed, by the names of the outputs. Not in a loop. */
  readonly outputs?: Readonly<Record<string, Node>>;
}

export interface LoweredStepOptions {
  /** Whether operators outside the ONNX standard may be used where they are faster; they need onnxruntime 1.30. */
  readonly contributed?: boolean;
  /** Channels in a block of onnxruntime's own layout (`blockProbe`): convolutions are then lowered to its operators on blocks. */
  readonly blockSize?: number | undefined;
}

export const recordName = 'record';
/** The output that holds the value of state `name` afterwards. */
export const stateOutput = (name: string) => `${name}.after`;

export function inputName(node: Node): string {
  if (node.kind !== 'Input') throw new TypeError(`A per-step value must be an Input node, not ${node.kind}`);
  return node.attributes.name;
}
