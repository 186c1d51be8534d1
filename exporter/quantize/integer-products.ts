import { type OnnxModel, valuesOf } from '../../onnx/index.ts';
import { type ActivationCodes, dynamicCodes, fixedCodes } from './activation-codes.ts';
import { codedTensor, gridFor, type StoredGrid } from './coded-tensor.ts';
import { freshNames } from './fresh-names.ts';
import { dequantisedProduct, integerProduct } from './product-of-codes.ts';
import { productsOf } from './products.ts';
import { type Stored, together } from './stored.ts';

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

/**
 * A model whose products (Gemm, MatMul with a constant matrix, Conv) take 8-bit codes of what they read and of their weights.
 * With `ranges` between QuantizeLinear and DequantizeLinear, the form that runtimes turn into integer kernels; without, by
 * DynamicQuantizeLinear, MatMulInteger and ConvInteger. Fewer bytes than float32; whether it is faster depends on the device.
 */
export function withIntegerProducts(model: OnnxModel, { ranges, grids = {} }: IntegerOptions): OnnxModel {
  const fresh = freshNames(model.graph);
  const products = new Map(productsOf(model).map((product) => [product.node, product]));
  const known = new Map<string, ActivationCodes>();
  const parts = model.graph.nodes.map((node): Stored => {
    const product = products.get(node);
    const source = node.inputs[0]!;
    const range = ranges?.[source];
    const asItIs = { initializers: [], nodes: [node] };
    if (!product || (ranges && !range)) return asItIs;
    const { weight, axis } = product;
    const values = { name: weight.name, shape: weight.shape, axis, values: valuesOf(weight) as Float32Array };
    const coded = codedTensor(values, grids[weight.name] ?? gridFor(values, safeBits));
    if (coded.columns) return asItIs;
    // What several products read is coded once, before the first of them.
    const shared = known.get(source);
    const codes = shared ?? (range ? fixedCodes(source, range, fresh) : dynamicCodes(source, fresh));
    known.set(source, codes);
    const multiplied = (range ? dequantisedProduct : integerProduct)(node, coded, codes.names, fresh);
    return shared ? multiplied : together([codes, multiplied]);
  });
  const { nodes, initializers } = together(parts);
  const read = new Set([...nodes.flatMap(({ inputs }) => inputs), ...model.graph.outputs.map(({ name }) => name)]);
  const kept = [...model.graph.initializers, ...initializers].filter(({ name }) => read.has(name));
  return { ...model, graph: { ...model.graph, nodes, initializers: kept } };
}
