import { sizeOf } from '../../core/index.ts';
import type { OnnxNode, OnnxTensor } from '../../onnx/index.ts';
import { type CodedTensor, commonStep } from './coded-tensor.ts';
import { withColumns } from './columns.ts';
import { scaledBlocks } from './scaled-blocks.ts';
import { type FreshName, float32, int64, type Stored, uint8 } from './stored.ts';

export interface BitsOptions {
  /** Of the model: from 18 on a bit is found with one operator less. */
  readonly opset: number;
  /**
   * Whether filters are multiplied by their steps as matrices of a column for each unit, and turned to their shape afterwards:
   * their steps are then vectors.
   */
  readonly turnsFilters: boolean;
}

/**
 * Codes of fewer than 8 bits, in exactly as many bits as they need whatever their number: byte `j` of plane `p` holds bit
 * `p` of the codes `8 j` to `8 j + 7`. Standard operators take them apart, and as all they read are constants, onnxruntime
 * does it once, when it loads the model: find whether each bit of every byte is set, and sum the planes with the weights
 * 1, 2, 4, ..., the last of them negative (two's complement).
 * @param tensors all of the same number of bits; several share the planes and are split apart afterwards
 */
export function bitsOfCodes(tensors: readonly CodedTensor[], fresh: FreshName, options: BitsOptions): Stored {
  const { bits, name: first } = tensors[0]!;
  const unit = unitFor(tensors);
  const laid = tensors
    .map((tensor) => ({ ...tensor, steps: tensor.steps.map((step) => step / unit) }))
    .map((tensor) =>
      options.turnsFilters && isFilter(tensor) && commonStep(tensor) === undefined ? turned(tensor) : tensor,
    );
  const counts = laid.map(({ codes }) => codes.length);
  const count = counts.reduce((sum, each) => sum + each, 0);
  const octets = Math.ceil(count / 8);
  const names = {
    planes: fresh(`${first}.planes`),
    worths: fresh('worths'),
    bits: fresh(`${first}.bits`),
    numbers: fresh(`${first}.numbers`),
    rows: fresh(`${first}.rows`),
    codes: fresh(`${first}.codes`),
  };
  const single = bitsOfBytes(names.planes, names.bits, fresh, options.opset);
  const initializers: OnnxTensor[] = [
    uint8(names.planes, [bits, octets, 1], planesOf(laid, bits, octets)),
    ...single.initializers,
    float32(
      names.worths,
      [bits],
      Array.from({ length: bits }, (_, plane) => unit * (plane === bits - 1 ? -1 : 1) * 2 ** plane),
    ),
  ];
  const nodes: OnnxNode[] = [
    ...single.nodes,
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
  laid.forEach((tensor, at) => {
    const last = shapedAndScaled(tensor, pieces[at]!, fresh);
    initializers.push(...last.initializers);
    nodes.push(...last.nodes);
  });
  return { initializers, nodes };
}

const smallestNormalHalf = 2 ** -14;
const largestHalf = 65504;

/**
 * What the planes are summed in: the step that the units of a layer share, and in lean files most other layers with it. Where
 * there is none, 1, or a power of two that makes the smallest steps large enough for half precision; nothing is rounded for it.
 */
function unitFor(tensors: readonly CodedTensor[]): number {
  const common = tensors.map(commonStep).find((step) => step !== undefined);
  if (common !== undefined) return common;
  const steps = tensors.flatMap(({ steps }) => Array.from(steps)).filter((step) => step > 0);
  const [least, most] = [Math.min, Math.max].map((extreme) => steps.reduce((a, b) => extreme(a, b), steps[0] ?? 1));
  const unit = Math.max(smallestNormalHalf, 2 ** Math.floor(Math.log2(least! / smallestNormalHalf)));
  return unit < 1 && most! / unit <= largestHalf ? unit : 1;
}

/** The bits of bytes `[..., 1]` along a new last axis, the lowest first, as 0 and 1. */
function bitsOfBytes(bytes: string, output: string, fresh: FreshName, opset: number): Stored {
  const found = fresh(`${bytes}.found`);
  if (opset >= 18) {
    const masks = fresh('masks');
    return {
      initializers: [uint8(masks, [8], [1, 2, 4, 8, 16, 32, 64, 128])],
      nodes: [
        { opType: 'BitwiseAnd', inputs: [bytes, masks], outputs: [found] },
        { opType: 'Sign', inputs: [found], outputs: [output] },
      ],
    };
  }
  const [places, two] = [fresh('places'), fresh('two')];
  return {
    initializers: [uint8(places, [8], [0, 1, 2, 3, 4, 5, 6, 7]), uint8(two, [], [2])],
    nodes: [
      {
        opType: 'BitShift',
        inputs: [bytes, places],
        outputs: [found],
        attributes: { direction: { type: 'string', value: 'RIGHT' } },
      },
      { opType: 'Mod', inputs: [found, two], outputs: [output] },
    ],
  };
}

function isFilter({ shape, axis, columns, block }: CodedTensor): boolean {
  return shape.length > 2 && axis === 0 && !columns && block === undefined;
}

/** With its axes in the opposite order, as Transpose turns them back unasked. */
interface TurnedTensor extends CodedTensor {
  readonly isTurned?: boolean;
}

function turned(tensor: CodedTensor): TurnedTensor {
  const shape = tensor.shape.toReversed();
  const codes = new Int8Array(tensor.codes.length);
  const strides = tensor.shape.map((_, axis) => sizeOf(tensor.shape.slice(0, axis)));
  tensor.codes.forEach((code, at) => {
    let [rest, place] = [at, 0];
    for (let axis = tensor.shape.length - 1; axis >= 0; axis--) {
      place += (rest % tensor.shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / tensor.shape[axis]!);
    }
    codes[place] = code;
  });
  return { ...tensor, shape, axis: shape.length - 1, codes, isTurned: true };
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
function shapedAndScaled(tensor: TurnedTensor, codes: string, fresh: FreshName): Stored {
  const { name, shape, axis, steps, columns, block, isTurned } = tensor;
  if (block !== undefined) return withColumns(tensor, fresh, (output) => scaledBlocks(tensor, codes, output, fresh));
  const along = (member: number) => shape.map((size, at) => (at === member ? size : 1));
  // A row of steps stands for a matrix [1, units], without saying so.
  const stepShape = axis === shape.length - 1 ? [steps.length] : along(axis);
  const common = commonStep(tensor);
  const factors = [
    ...(common === undefined ? [{ stem: 'steps', shape: stepShape, values: steps }] : []),
    ...(common !== undefined && common !== 1 ? [{ stem: 'step', shape: [], values: [common] }] : []),
    ...(columns ? [{ stem: 'columns', shape: along(1 - axis), values: columns }] : []),
  ];
  const target = fresh(`${name}.shape`);
  const initializers: OnnxTensor[] = [int64(target, shape)];
  let current = factors.length === 0 && !isTurned ? name : fresh(`${name}.whole`);
  const nodes: OnnxNode[] = [{ opType: 'Reshape', inputs: [codes, target], outputs: [current] }];
  factors.forEach(({ stem, shape: factorShape, values }, at) => {
    const factor = fresh(`${name}.${stem}`);
    const product = at === factors.length - 1 && !isTurned ? name : fresh(`${name}.rows`);
    initializers.push(float32(factor, factorShape, values));
    nodes.push({ opType: 'Mul', inputs: [current, factor], outputs: [product] });
    current = product;
  });
  if (isTurned) nodes.push({ opType: 'Transpose', inputs: [current], outputs: [name] });
  return { initializers, nodes };
}
