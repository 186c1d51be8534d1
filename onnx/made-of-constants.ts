import { elementCount } from './element-type.ts';
import type { OnnxNode, OnnxTensor } from './model.ts';
import { int64Tensor, valuesOf } from './tensor-values.ts';

/**
 * What the operators that take codes apart make of constants alone, as tensors without content. What codes that share bytes
 * have for a shape shows only when they are brought to it.
 */
export function madeOfConstants(
  node: OnnxNode,
  constantNamed: (name: string) => OnnxTensor | undefined,
): readonly OnnxTensor[] {
  const [first, second] = node.inputs.map(constantNamed);
  if (!first) return [];
  const output = (shape: readonly number[], at = 0): OnnxTensor => ({
    name: node.outputs[at] ?? '',
    elementType: 'float32',
    shape,
    bytes: new Uint8Array(),
  });
  if (node.opType === 'Sign') return [output(first.shape)];
  if (!second) return [];
  switch (node.opType) {
    case 'BitShift':
    case 'BitwiseAnd':
    case 'Mod':
      return [output(first.shape)];
    case 'MatMul':
      return [output(second.shape.slice(1))];
    case 'Mul':
      return [output(elementCount(first.shape) >= elementCount(second.shape) ? first.shape : second.shape)];
    case 'Split':
      return partsOf(node, first, integersOf(second) ?? [], output);
    case 'Reshape': {
      const shape = integersOf(second);
      const isMade = first.bytes.length === 0;
      return isMade && shape?.every((size) => size > 0) ? [output(shape)] : [];
    }
    default:
      return [];
  }
}

/** The pieces of a split: of shapes and sizes with what they hold, for others to be brought to. */
function partsOf(
  { outputs }: OnnxNode,
  whole: OnnxTensor,
  sizes: readonly number[],
  output: (shape: readonly number[], at: number) => OnnxTensor,
): OnnxTensor[] {
  const values = whole.bytes.length > 0 ? integersOf(whole) : undefined;
  let start = 0;
  return sizes.map((size, at) => {
    start += size;
    return values ? int64Tensor(outputs[at] ?? '', [size], values.slice(start - size, start)) : output([size], at);
  });
}

function integersOf(tensor: OnnxTensor): number[] | undefined {
  return tensor.elementType === 'int64' ? Array.from(valuesOf(tensor) as BigInt64Array, Number) : undefined;
}
