import type { OnnxNode, OnnxTensor } from '../../onnx/index.ts';
import { bytesOfCodes } from './bytes-of-codes.ts';
import type { CodedTensor } from './coded-tensor.ts';
import { type FreshName, float32, int8, int64, type Stored, together, uint8 } from './stored.ts';

/** The product of a value and a weight that both come from DequantizeLinear: runtimes make one integer kernel of the three. */
export function dequantisedProduct(
  node: OnnxNode,
  coded: CodedTensor,
  [rounded]: readonly string[],
  fresh: FreshName,
): Stored {
  const weight = fresh(`${coded.name}.rounded`);
  const product = { ...node, inputs: [rounded!, weight, ...node.inputs.slice(2)] };
  return together([bytesOfCodes(coded, fresh, { output: weight }), { initializers: [], nodes: [product] }]);
}

/** The product of codes in whole numbers, brought back to its scale, and the bias. */
export function integerProduct(
  node: OnnxNode,
  coded: CodedTensor,
  [codes, step, zero]: readonly string[],
  fresh: FreshName,
): Stored {
  const { name, steps } = coded;
  const isConvolution = node.opType === 'Conv';
  const { initializers, inputs } = isConvolution ? filterCodes(coded, fresh) : matrixCodes(coded, fresh);
  const [output] = node.outputs as [string];
  const part = (stem: string) => fresh(`${output}.${stem}`);
  const [sums, numbers, scale] = [part('sums'), part('numbers'), part('scale')];
  const stepsName = fresh(`${name}.steps`);
  /** A number for each unit against what a convolution puts out, or a matrix. */
  const perUnit = isConvolution ? [-1, ...new Array<number>(coded.shape.length - 2).fill(1)] : [-1];
  const bias = node.inputs[2];
  const product = bias ? part('product') : output;
  const scaled: Stored = {
    initializers: [...initializers, float32(stepsName, perUnit.with(0, steps.length), steps)],
    nodes: [
      {
        opType: isConvolution ? 'ConvInteger' : 'MatMulInteger',
        inputs: [codes!, inputs[0]!, zero!, ...inputs.slice(1)],
        outputs: [sums],
        ...(isConvolution && node.attributes && { attributes: node.attributes }),
      },
      { opType: 'Cast', inputs: [sums], outputs: [numbers], attributes: { to: { type: 'int', value: 1 } } },
      { opType: 'Mul', inputs: [stepsName, step!], outputs: [scale] },
      { opType: 'Mul', inputs: [numbers, scale], outputs: [product] },
    ],
  };
  if (!bias) return scaled;
  if (!isConvolution) return together([scaled, sum([product, bias], output)]);
  const [shape, shaped] = [fresh(`${bias}.shape`), fresh(`${bias}.shaped`)];
  const reshaped: Stored = {
    initializers: [int64(shape, perUnit)],
    nodes: [{ opType: 'Reshape', inputs: [bias, shape], outputs: [shaped] }],
  };
  return together([scaled, reshaped, sum([product, shaped], output)]);
}

function sum(inputs: readonly string[], output: string): Stored {
  return { initializers: [], nodes: [{ opType: 'Add', inputs, outputs: [output] }] };
}

interface WeightCodes {
  readonly initializers: readonly OnnxTensor[];
  /** Codes, and their zero point where it is not 0. */
  readonly inputs: readonly string[];
}

/** A matrix `[inputs, units]`, whichever way the product had it. */
function matrixCodes({ name, shape, axis, codes }: CodedTensor, fresh: FreshName): WeightCodes {
  const [rows, columns] = shape as [number, number];
  const turned = axis === 1 ? codes : codes.map((_, at) => codes[(at % rows) * columns + Math.floor(at / rows)]!);
  const stored = fresh(`${name}.codes`);
  return { initializers: [int8(stored, axis === 1 ? shape : [columns, rows], turned)], inputs: [stored] };
}

/** Filters without a sign, the only ones that every version of ConvInteger reads: 128 stands for 0. */
function filterCodes({ name, shape, codes }: CodedTensor, fresh: FreshName): WeightCodes {
  const [stored, zero] = [fresh(`${name}.codes`), fresh(`${name}.zero`)];
  const unsigned = Array.from(codes, (code) => code + 128);
  return { initializers: [uint8(stored, shape, unsigned), uint8(zero, [], [128])], inputs: [stored, zero] };
}
