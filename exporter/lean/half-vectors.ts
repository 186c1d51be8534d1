import { toFloat16 } from '../../core/index.ts';
import { int64Tensor, type OnnxModel, type OnnxNode, type OnnxTensor, valuesOf } from '../../onnx/index.ts';
import type { FreshName } from '../quantize/stored.ts';

/** About what a cast, the initializer it reads, and a split take, the split's sizes apart. */
const castBytes = 40;
const splitBytes = 30;
/** Of an initializer of its own, and of a piece of a split. */
const ownBytes = 12;
const pieceBytes = 5;

/**
 * Vectors of float32 (biases, and the steps of codes) in half precision, all in one initializer that is split where there
 * are several. A step changes by 1/2048 of itself at most, and with it all weights of its unit alike.
 * @param exact names of biases that half precision would spoil
 */
export function withHalfVectors(model: OnnxModel, exact: ReadonlySet<string>, fresh: FreshName): OnnxModel {
  const { graph } = model;
  const vectors = halvable(model).filter(({ name }) => !exact.has(name));
  const count = vectors.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const before = 4 * count + vectors.length * ownBytes;
  const after = 2 * count + castBytes + (vectors.length > 1 ? splitBytes + vectors.length * pieceBytes : 0);
  if (after >= before) return model;
  const isPacked = new Set(vectors.map(({ name }) => name));
  const packed = fresh('halves');
  const bits = Uint16Array.from(
    vectors.flatMap((tensor) => Array.from(valuesOf(tensor) as Float32Array)),
    toFloat16,
  );
  const initializers: OnnxTensor[] = [
    ...graph.initializers.filter(({ name }) => !isPacked.has(name)),
    { name: packed, elementType: 'float16', shape: [count], bytes: new Uint8Array(bits.buffer) },
  ];
  const isSplit = vectors.length > 1;
  const whole = isSplit ? fresh('vectors') : vectors[0]!.name;
  const nodes: OnnxNode[] = [
    { opType: 'Cast', inputs: [packed], outputs: [whole], attributes: { to: { type: 'int', value: 1 } } },
  ];
  if (isSplit) {
    const sizes = fresh('vectors.sizes');
    initializers.push(
      int64Tensor(
        sizes,
        [vectors.length],
        vectors.map(({ shape }) => shape[0]!),
      ),
    );
    nodes.push({ opType: 'Split', inputs: [whole, sizes], outputs: vectors.map(({ name }) => name) });
  }
  return { ...model, graph: { ...graph, nodes: [...nodes, ...graph.nodes], initializers } };
}

const largestHalf = 65504;
const smallestNormalHalf = 2 ** -14;

/** Vectors that are biases, or of which only other constants are made, and that half precision holds. */
function halvable({ graph }: OnnxModel): OnnxTensor[] {
  const constants = new Set(graph.initializers.map(({ name }) => name));
  const outside = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const uses = new Map<string, Set<'bias' | 'constant' | 'other'>>();
  for (const { opType, inputs, outputs } of graph.nodes) {
    const isConstant = inputs.every((name) => constants.has(name));
    if (isConstant) for (const name of outputs) constants.add(name);
    inputs.forEach((name, position) => {
      const isBias = position === 2 && (opType === 'Gemm' || opType === 'Conv');
      const use = isBias ? 'bias' : isConstant ? 'constant' : 'other';
      uses.set(name, (uses.get(name) ?? new Set()).add(use));
    });
  }
  return graph.initializers.filter((tensor) => {
    const { name, elementType, shape } = tensor;
    const use = uses.get(name);
    if (elementType !== 'float32' || shape.length !== 1 || outside.has(name) || !use || use.has('other')) return false;
    return use.has('constant') ? areHalvableSteps(tensor) : isHeldAsBias(tensor);
  });
}

/** Whether half precision holds values that others are multiplied by, none of which may become much less exact than the rest. */
export function areHalvableSteps(tensor: OnnxTensor): boolean {
  return isHeld(tensor, smallestNormalHalf);
}

/** Half precision is as coarse for the smallest numbers as for 2^-14: fine beside larger ones, and coarse where there are none. */
function isHeldAsBias(tensor: OnnxTensor): boolean {
  const largest = (valuesOf(tensor) as Float32Array).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return isHeld(tensor, 0) && (largest === 0 || largest >= smallestNormalHalf);
}

function isHeld(tensor: OnnxTensor, smallest: number): boolean {
  return (valuesOf(tensor) as Float32Array).every(
    (value) => value === 0 || (Math.abs(value) <= largestHalf && Math.abs(value) >= smallest),
  );
}
