import type { Numbers } from '../../../onnx/fold/numbers.ts';
import type { OnnxNode } from '../../../onnx/index.ts';

/** The first output of a node on known operands; slow and obvious. */
export type Operator = (node: OnnxNode, operands: readonly Numbers[]) => Numbers;

/** Elements that a result may have: more than any test has. */
export const largestResult = 2 ** 30;
