import { type OnnxModel, type OnnxNode, type OnnxTensor, valuesOf } from '../../onnx/index.ts';
import { type CodedTensor, codedTensor, gridFor, type StoredGrid } from './coded-tensor.ts';
import { freshNames } from './fresh-names.ts';
import { type FreshName, float32, type Stored, uint8 } from './stored.ts';

/** Smallest and largest value of a tensor, by its name. */
export type ActivationRanges = Readonly<Record<string, readonly [lowest: number, highest: number]>>;

export interface IntegerOptions {
  /** What was seen of what the products read: their steps are fixed. Without, each call finds them anew. */
  readonly ranges?: ActivationRanges;
  /** As in `QuantizeOptions`; codes may have any number of bits. */
  readonly grids?: Readonly<Record<string, StoredGrid>>;
}

/**
 * Bits of weights that meet codes of activations: processors without 8-bit dot products add pairs of products in 16 bits,
 * where those of 8-bit weights do not fit.
 */
const safeBits = 7;

/** A product whose weight is a constant matrix or filter, and nothing else of note. */
interface Product {
  readonly node: OnnxNode;
  readonly weight: OnnxTensor;
  readonly axis: number;
}

/** The values that a model's products read: what a calibration has to see. */
export function productInputs(model: OnnxModel): string[] {
  return [...new Set(productsOf(model).map(({ node }) => node.inputs[0]!))];
}

/**
 * A model whose products (Gemm, MatMul with a constant matrix, Conv) take 8-bit codes of what they read and of their weights.
 * With `ranges` between QuantizeLinear and DequantizeLinear, the form that runtimes turn into integer kernels; without, by
 * DynamicQuantizeLinear, MatMulInteger and ConvInteger. Fewer bytes than float32; whether it is faster depends on the device.
 */
export function withIntegerProducts(model: OnnxModel, { ranges, grids = {} }: IntegerOptions): OnnxModel {
  const fresh = freshNames(model.graph);
  const products = new Map(productsOf(model).map((product) => [product.node, product]));
  const quantised = new Map<string, string[]>();
  const initializers: OnnxTensor[] = [];
  const nodes = model.graph.nodes.flatMap((node) => {
    const product = products.get(node);
    const range = ranges?.[node.inputs[0]!];
    if (!product || (ranges && !range)) return [node];
    const { weight, axis } = product;
    const values = { name: weight.name, shape: weight.shape, axis, values: valuesOf(weight) as Float32Array };
    const coded = codedTensor(values, grids[weight.name] ?? gridFor(values, safeBits));
    if (coded.columns) return [node];
    const before: OnnxNode[] = [];
    const source = node.inputs[0]!;
    const known = quantised.get(source);
    const activation = known ?? (range ? fixedCodes(source, range, fresh) : dynamicCodes(source, fresh));
    if (!Array.isArray(activation)) {
      initializers.push(...activation.initializers);
      before.push(...activation.nodes);
      quantised.set(source, activation.names);
    }
    const names = quantised.get(source)!;
    const stored = range ? dequantised(node, coded, names, fresh) : integral(node, coded, names, fresh);
    initializers.push(...stored.initializers);
    return [...before, ...stored.nodes];
  });
  const read = new Set([...nodes.flatMap(({ inputs }) => inputs), ...model.graph.outputs.map(({ name }) => name)]);
  const kept = [...model.graph.initializers, ...initializers].filter(({ name }) => read.has(name));
  return { ...model, graph: { ...model.graph, nodes, initializers: kept } };
}

type Codes = Stored & { readonly names: string[] };

/** Codes, step and zero point of a value, found at every call. */
function dynamicCodes(source: string, fresh: FreshName): Codes {
  const names = ['codes', 'step', 'zero'].map((part) => fresh(`${source}.${part}`));
  return { names, initializers: [], nodes: [{ opType: 'DynamicQuantizeLinear', inputs: [source], outputs: names }] };
}

/** A value rounded to 256 steps over the range that was seen, which is made to hold 0. */
function fixedCodes(source: string, [lowest, highest]: readonly [number, number], fresh: FreshName): Codes {
  const [low, high] = [Math.min(0, lowest), Math.max(0, highest)];
  const step = Math.fround((high - low) / 255) || 1;
  const [codes, size, zero, rounded] = ['codes', 'step', 'zero', 'rounded'].map((part) =>
    fresh(`${source}.${part}`),
  ) as [string, string, string, string];
  return {
    names: [rounded],
    initializers: [float32(size, [], [step]), uint8(zero, [], [Math.round(-low / step)])],
    nodes: [
      { opType: 'QuantizeLinear', inputs: [source, size, zero], outputs: [codes] },
      { opType: 'DequantizeLinear', inputs: [codes, size, zero], outputs: [rounded] },
    ],
  };
}

function dequantised(node: OnnxNode, coded: CodedTensor, [rounded]: string[], fresh: FreshName): Stored {
  const { name, shape, axis, codes, steps } = coded;
  const [stored, step, weight] = ['codes', 'steps', 'rounded'].map((part) => fresh(`${name}.${part}`)) as [
    string,
    string,
    string,
  ];
  return {
    initializers: [
      { name: stored, elementType: 'int8', shape, bytes: new Uint8Array(codes.slice().buffer) },
      float32(step, [steps.length], steps),
    ],
    nodes: [
      {
        opType: 'DequantizeLinear',
        inputs: [stored, step],
        outputs: [weight],
        ...(axis !== 1 && { attributes: { axis: { type: 'int', value: axis } } }),
      },
      { ...node, inputs: [rounded!, weight, ...node.inputs.slice(2)] },
    ],
  };
}

/** The product of codes in whole numbers, brought back to its scale, and the bias. */
function integral(node: OnnxNode, coded: CodedTensor, names: string[], fresh: FreshName): Stored {
  const [codes, step, zero] = names as [string, string, string];
  const { name, steps } = coded;
  const isConvolution = node.opType === 'Conv';
  const { initializers, inputs } = isConvolution ? filterCodes(coded, fresh) : matrixCodes(coded, fresh);
  const [output] = node.outputs as [string];
  const part = (stem: string) => fresh(`${output}.${stem}`);
  const [sums, numbers, scale] = [part('sums'), part('numbers'), part('scale')];
  const stepsName = fresh(`${name}.steps`);
  const rank = coded.shape.length;
  const perUnit = isConvolution ? [steps.length, ...new Array<number>(rank - 2).fill(1)] : [steps.length];
  const bias = node.inputs[2];
  const product = bias ? part('product') : output;
  const nodes: OnnxNode[] = [
    {
      opType: isConvolution ? 'ConvInteger' : 'MatMulInteger',
      inputs: [codes, inputs[0]!, zero, ...inputs.slice(1)],
      outputs: [sums],
      ...(isConvolution && node.attributes && { attributes: node.attributes }),
    },
    { opType: 'Cast', inputs: [sums], outputs: [numbers], attributes: { to: { type: 'int', value: 1 } } },
    { opType: 'Mul', inputs: [stepsName, step], outputs: [scale] },
    { opType: 'Mul', inputs: [numbers, scale], outputs: [product] },
  ];
  const stored = [...initializers, float32(stepsName, perUnit, steps)];
  if (!bias) return { initializers: stored, nodes };
  if (!isConvolution) {
    return { initializers: stored, nodes: [...nodes, { opType: 'Add', inputs: [product, bias], outputs: [output] }] };
  }
  const [shape, shaped] = [fresh(`${bias}.shape`), fresh(`${bias}.shaped`)];
  const target = BigInt64Array.from([-1, ...new Array<number>(rank - 2).fill(1)], BigInt);
  return {
    initializers: [
      ...stored,
      { name: shape, elementType: 'int64', shape: [target.length], bytes: new Uint8Array(target.buffer) },
    ],
    nodes: [
      ...nodes,
      { opType: 'Reshape', inputs: [bias, shape], outputs: [shaped] },
      { opType: 'Add', inputs: [product, shaped], outputs: [output] },
    ],
  };
}

/** A matrix `[inputs, units]`, whichever way the product had it. */
function matrixCodes({ name, shape, axis, codes }: CodedTensor, fresh: FreshName) {
  const [rows, columns] = shape as [number, number];
  const turned = axis === 1 ? codes : codes.map((_, at) => codes[(at % rows) * columns + Math.floor(at / rows)]!);
  const stored = fresh(`${name}.codes`);
  const tensor: OnnxTensor = {
    name: stored,
    elementType: 'int8',
    shape: axis === 1 ? shape : [columns, rows],
    bytes: new Uint8Array(turned.slice().buffer),
  };
  return { initializers: [tensor], inputs: [stored] };
}

/** Filters without a sign, the only ones that every version of ConvInteger reads: 128 stands for 0. */
function filterCodes({ name, shape, codes }: CodedTensor, fresh: FreshName) {
  const [stored, zero] = [fresh(`${name}.codes`), fresh(`${name}.zero`)];
  return {
    initializers: [
      uint8(
        stored,
        shape,
        Array.from(codes, (code) => code + 128),
      ),
      uint8(zero, [], [128]),
    ],
    inputs: [stored, zero],
  };
}

function productsOf({ graph }: OnnxModel): Product[] {
  const taken = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  return graph.nodes.flatMap((node): Product[] => {
    if (node.domain && node.domain !== 'ai.onnx') return [];
    const weight = constants.get(node.inputs[1] ?? '');
    if (weight?.elementType !== 'float32' || taken.has(weight.name) || constants.has(node.inputs[0]!)) return [];
    const axis = unitAxis(node, weight.shape.length);
    return axis === undefined ? [] : [{ node, weight, axis }];
  });
}

function unitAxis({ opType, attributes = {} }: OnnxNode, rank: number): number | undefined {
  const number = (name: string, otherwise: number) => {
    const attribute = attributes[name];
    return attribute?.type === 'int' || attribute?.type === 'float' ? Number(attribute.value) : otherwise;
  };
  switch (opType) {
    case 'Gemm':
      if (number('transA', 0) !== 0 || number('alpha', 1) !== 1 || number('beta', 1) !== 1) return undefined;
      return number('transB', 0) === 1 ? 0 : 1;
    case 'MatMul':
      return rank === 2 ? 1 : undefined;
    case 'Conv':
      return 0;
    default:
      return undefined;
  }
}
