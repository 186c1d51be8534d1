import { constantsOf } from '../../../onnx/fold/constants.ts';
import { evaluateNode } from '../../../onnx/fold/evaluate-node.ts';
import { isFloat, type Numbers, numbersOf, type Operands } from '../../../onnx/fold/numbers.ts';
import type { OnnxModel, OnnxNode } from '../../../onnx/index.ts';
import { operatorName } from '../../../onnx/walk.ts';
import { elementwise } from './elementwise.ts';
import { fused } from './fused.ts';
import { largestResult, type Operator } from './operator.ts';
import { products } from './products.ts';
import { reductions } from './reductions.ts';
import { windows } from './windows.ts';

const operators: ReadonlyMap<string, Operator> = new Map([
  ...fused,
  ...elementwise,
  ...products,
  ...reductions,
  ...windows,
]);

/**
 * Every value of a model that follows from its inputs by operators that are known here, in float64 from the first node to
 * the last: operator by operator as the ONNX specification defines them, without our layers and without onnxruntime. What
 * constants alone make is computed as the file says, in the file's precision.
 */
export function runInFloat64(
  { graph }: OnnxModel,
  feeds: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>>,
): ReadonlyMap<string, Numbers> {
  const values = new Map<string, Numbers>();
  for (const [name, { shape, data }] of Object.entries(feeds)) {
    values.set(name, { elementType: 'float64', shape, values: Float64Array.from(data) });
  }
  for (const tensor of graph.initializers) {
    const numbers = numbersOf(tensor);
    if (numbers) values.set(tensor.name, inFloat64(numbers));
  }
  const constants = constantsOf(graph);
  for (const node of graph.nodes) {
    if (!node.inputs.every((name) => name === '' || values.has(name))) continue;
    for (const [at, name] of node.outputs.entries()) {
      const made = constants.has(name) ? constants.get(name) : computed(node, node.inputs.map(numbersAt(values)), at);
      if (made) values.set(name, inFloat64(made));
    }
  }
  return values;
}

function numbersAt(values: ReadonlyMap<string, Numbers>) {
  return (name: string) => values.get(name);
}

function computed(node: OnnxNode, operands: Operands, at: number): Numbers | undefined {
  const own = operators.get(operatorName(node));
  if (own) return at === 0 ? own(node, operands as readonly Numbers[]) : undefined;
  return evaluateNode(node, operands, largestResult, at);
}

function inFloat64(numbers: Numbers): Numbers {
  if (!isFloat(numbers.elementType)) return numbers;
  return { ...numbers, elementType: 'float64', values: Float64Array.from(numbers.values) };
}
