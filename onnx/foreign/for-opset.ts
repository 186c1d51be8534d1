import type { Scope } from '../lower/lowering-scope.ts';
import type { OnnxAttribute, OnnxNode } from '../model.ts';

/** A lowered node, written for opset 17, in the words of another from 9 to the newest. */
export function forOpset(node: OnnxNode, opset: number, scope: Scope): OnnxNode {
  const { attributes: { axes, ...others } = {}, ...rest } = node;
  const int64 = (values: readonly number[]) => scope.initializer('int64', [values.length], values);
  const from = (name: string | undefined) => [...valuesOf(scope, name ?? '')];
  const listed = (values: readonly number[]): OnnxAttribute => ({ type: 'ints', value: values });
  switch (node.opType) {
    case 'ReduceMean':
    case 'ReduceMax':
      if (opset < 18 || axes?.type !== 'ints') return node;
      return { ...rest, inputs: [node.inputs[0]!, int64(axes.value.map(Number))], attributes: others };
    case 'ReduceSum':
      if (opset >= 13 || !node.inputs[1]) return node;
      return { ...rest, inputs: [node.inputs[0]!], attributes: { ...others, axes: listed(from(node.inputs[1])) } };
    case 'Slice': {
      if (opset >= 10) return node;
      const [data, starts, ends, along] = node.inputs;
      const attributes = { starts: listed(from(starts)), ends: listed(from(ends)), axes: listed(from(along)) };
      return { ...rest, inputs: [data!], attributes };
    }
    case 'Pad':
      if (opset >= 11) return node;
      return { ...rest, inputs: [node.inputs[0]!], attributes: { ...others, pads: listed(from(node.inputs[1])) } };
    case 'Gemm':
      // C became optional with opset 11.
      if (opset >= 11 || node.inputs[2]) return node;
      return { ...node, inputs: [...node.inputs, scope.initializer('float32', [1], [0])] };
    default:
      return node;
  }
}

function valuesOf(scope: Scope, name: string): number[] {
  const tensor = scope.initializers.get(name);
  if (!tensor) return [];
  return Array.from(new BigInt64Array(tensor.bytes.slice().buffer), Number);
}
