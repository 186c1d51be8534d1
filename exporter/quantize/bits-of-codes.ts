import type { OnnxNode, OnnxTensor } from '../../onnx/index.ts';
import type { CodedTensor } from './coded-tensor.ts';
import { withColumns } from './columns.ts';
import { scaledBlocks } from './scaled-blocks.ts';
import { type FreshName, float32, int64, type Stored, uint8 } from './stored.ts';

/**
 * Codes of fewer than 8 bits, in exactly as many bits as they need whatever their number: byte `j` of plane `p` holds bit
 * `p` of the codes `8 j` to `8 j + 7`. Standard operators of opset 11 take them apart, and as all they read are constants,
 * onnxruntime does it once, when it loads the model: shift every byte by 0 to 7, take what is left modulo 2, and sum the
 * planes with the weights 1, 2, 4, ..., the last of them negative (two's complement).
 * @param tensors all of the same number of bits; several share the planes and are split apart afterwards
 */
export function bitsOfCodes(tensors: readonly CodedTensor[], fresh: FreshName): Stored {
  const { bits, name: first } = tensors[0]!;
  const counts = tensors.map(({ codes }) => codes.length);
  const count = counts.reduce((sum, each) => sum + each, 0);
  const octets = Math.ceil(count / 8);
  const names = {
    planes: fresh(`${first}.planes`),
    places: fresh('places'),
    two: fresh('two'),
    worths: fresh('worths'),
    shifted: fresh(`${first}.shifted`),
    bits: fresh(`${first}.bits`),
    numbers: fresh(`${first}.numbers`),
    rows: fresh(`${first}.rows`),
    codes: fresh(`${first}.codes`),
  };
  const initializers: OnnxTensor[] = [
    uint8(names.planes, [bits, octets, 1], planesOf(tensors, bits, octets)),
    uint8(names.places, [8], [0, 1, 2, 3, 4, 5, 6, 7]),
    uint8(names.two, [], [2]),
    float32(
      names.worths,
      [bits],
      Array.from({ length: bits }, (_, plane) => (plane === bits - 1 ? -1 : 1) * 2 ** plane),
    ),
  ];
  const nodes: OnnxNode[] = [
    {
      opType: 'BitShift',
      inputs: [names.planes, names.places],
      outputs: [names.shifted],
      attributes: { direction: { type: 'string', value: 'RIGHT' } },
    },
    { opType: 'Mod', inputs: [names.shifted, names.two], outputs: [names.bits] },
    {
      opType: 'Cast',
      inputs: [names.bits],
      outputs: [names.numbers],
      attributes: { to: { type: 'int', value: 1 } },
    },
    { opType: 'Flatten', inputs: [names.numbers], outputs: [names.rows] },
    { opType: 'MatMul', inputs: [names.worths, names.rows], outputs: [names.codes] },
  ];
  const rest = 8 * octets - count;
  const sizes = [...counts, ...(rest > 0 ? [rest] : [])];
  const pieces =
    sizes.length === 1 ? [names.codes] : sizes.map((_, at) => fresh(`${tensors[at]?.name ?? first}.piece`));
  if (sizes.length > 1) {
    const split = fresh(`${first}.sizes`);
    initializers.push(int64(split, sizes));
    nodes.push({ opType: 'Split', inputs: [names.codes, split], outputs: pieces });
  }
  tensors.forEach((tensor, at) => {
    const last = shapedAndScaled(tensor, pieces[at]!, fresh);
    initializers.push(...last.initializers);
    nodes.push(...last.nodes);
  });
  return { initializers, nodes };
}

function planesOf(tensors: readonly CodedTensor[], bits: number, octets: number): Uint8Array {
  const planes = new Uint8Array(bits * octets);
  let at = 0;
  for (const { codes } of tensors) {
    for (const code of codes) {
      for (let plane = 0; plane < bits; plane++)
        planes[plane * octets + (at >> 3)]! |= ((code >> plane) & 1) << (at & 7);
      at++;
    }
  }
  return planes;
}

/** The tensor itself from its codes in a row. */
function shapedAndScaled(tensor: CodedTensor, codes: string, fresh: FreshName): Stored {
  const { name, shape, axis, steps, columns, block } = tensor;
  if (block !== undefined) return withColumns(tensor, fresh, (output) => scaledBlocks(tensor, codes, output, fresh));
  const along = (member: number) => shape.map((size, at) => (at === member ? size : 1));
  // A row of steps stands for a matrix [1, units], without saying so.
  const stepShape = axis === shape.length - 1 ? [steps.length] : along(axis);
  const factors = [
    { stem: 'steps', shape: stepShape, values: steps },
    ...(columns ? [{ stem: 'columns', shape: along(1 - axis), values: columns }] : []),
  ];
  const target = fresh(`${name}.shape`);
  const initializers: OnnxTensor[] = [int64(target, shape)];
  let current = fresh(`${name}.whole`);
  const nodes: OnnxNode[] = [{ opType: 'Reshape', inputs: [codes, target], outputs: [current] }];
  factors.forEach(({ stem, shape: factorShape, values }, at) => {
    const factor = fresh(`${name}.${stem}`);
    const product = at === factors.length - 1 ? name : fresh(`${name}.rows`);
    initializers.push(float32(factor, factorShape, values));
    nodes.push({ opType: 'Mul', inputs: [current, factor], outputs: [product] });
    current = product;
  });
  return { initializers, nodes };
}
