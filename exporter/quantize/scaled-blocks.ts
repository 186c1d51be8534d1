import { sizeOf } from '../../core/index.ts';
import type { OnnxNode, OnnxTensor } from '../../onnx/index.ts';
import type { CodedTensor } from './coded-tensor.ts';
import { type FreshName, float32, int64, type Stored } from './stored.ts';

/**
 * Weights from codes whose steps are those of blocks: the codes of a unit, filled up with zeros where they do not divide, are
 * brought into rows of a block each, multiplied by the steps, and put back. Operators of opset 13, all of constants, so that
 * onnxruntime does it once.
 * @param codes name of the codes as float32 numbers, in row-major order of the tensor's shape
 * @param output what the weights are called
 */
export function scaledBlocks(tensor: CodedTensor, codes: string, output: string, fresh: FreshName): Stored {
  const { name, shape, axis, steps, block } = tensor;
  const units = shape[axis]!;
  const fanIn = sizeOf(shape) / units;
  const blocks = steps.length / units;
  const filled = blocks * block!;
  const inRows = axis === 0;
  const oriented = (places: readonly number[]) => (inRows ? [units, ...places] : [...places, units]);
  const initializers: OnnxTensor[] = [];
  const nodes: OnnxNode[] = [];
  let current = codes;
  const step = (opType: string, others: readonly string[], result: string) => {
    nodes.push({ opType, inputs: [current, ...others], outputs: [result] });
    current = result;
  };
  const whole = (stem: string, values: readonly number[]) => {
    const added = fresh(`${name}.${stem}`);
    initializers.push(int64(added, values));
    return added;
  };
  const reshape = (values: readonly number[], result: string) => step('Reshape', [whole('shape', values)], result);

  if (filled > fanIn) {
    reshape(oriented([fanIn]), fresh(`${name}.rows`));
    const ends = inRows ? [0, 0, 0, filled - fanIn] : [0, 0, filled - fanIn, 0];
    step('Pad', [whole('ends', ends)], fresh(`${name}.filled`));
  }
  reshape(oriented([blocks, block!]), fresh(`${name}.blocks`));
  const kept = fresh(`${name}.steps`);
  // One vector, so that a lean file can hold it in half precision with the others.
  initializers.push(float32(kept, [steps.length], inRows ? steps : transposed(steps, units, blocks)));
  const factors = fresh(`${name}.factors`);
  const factorShape = whole('shape', oriented([blocks, 1]));
  nodes.push({ opType: 'Reshape', inputs: [kept, factorShape], outputs: [factors] });
  step('Mul', [factors], fresh(`${name}.scaled`));
  if (filled > fanIn) {
    reshape(oriented([filled]), fresh(`${name}.long`));
    const along = whole('axis', [inRows ? 1 : 0]);
    step('Slice', [whole('start', [0]), whole('end', [fanIn]), along], fresh(`${name}.cut`));
  }
  reshape(shape, output);
  return { initializers, nodes };
}

/** From unit by unit to block by block. */
function transposed(steps: Float32Array, units: number, blocks: number): Float32Array {
  return Float32Array.from(steps, (_, at) => steps[(at % units) * blocks + Math.floor(at / units)]!);
}
