import { floatTensor, isStandard, type OnnxModel, type OnnxNode, type OnnxTensor, valuesOf } from '../../onnx/index.ts';
import type { QuantizeOptions } from '../quantize/index.ts';

type Grids = NonNullable<QuantizeOptions['grids']>;

/** A layer whose units share one step: its weight, and its bias where it has one. */
interface EvenLayer {
  readonly node: OnnxNode;
  readonly weight: OnnxTensor;
  readonly bias: OnnxTensor | undefined;
  readonly step: number;
}

/**
 * The same function with other steps: where a layer's values reach the next only through what is positively homogeneous
 * (Relu, pooling), its step may be any, as long as biases follow and the product of all steps of the chain stays the same. With
 * one step in common, the geometric mean, none needs a multiplication of its own. Layers of bytes do with even less: every
 * second one, from the last on, has the step 1, so that its codes are its weights, and the others share the rest.
 */
export function withCommonSteps(model: OnnxModel, grids: Grids): { readonly model: OnnxModel; readonly grids: Grids } {
  const replaced = new Map<string, OnnxTensor>();
  const changed: Record<string, Grids[string]> = { ...grids };
  for (const chain of chainsOf(model, grids)) {
    let shrunk = 1;
    const steps = stepsFor(chain, grids);
    chain.forEach(({ weight, bias, step }, at) => {
      const { name } = weight;
      const ratio = steps[at]! / step;
      shrunk *= ratio;
      replaced.set(name, times(weight, ratio));
      if (bias) replaced.set(bias.name, times(bias, shrunk));
      changed[name] = { ...grids[name]!, steps: grids[name]!.steps.map(() => steps[at]!) };
    });
  }
  const initializers = model.graph.initializers.map((tensor) => replaced.get(tensor.name) ?? tensor);
  return { model: { ...model, graph: { ...model.graph, initializers } }, grids: changed };
}

function stepsFor(chain: readonly EvenLayer[], grids: Grids): number[] {
  const product = chain.reduce((sum, { step }) => sum + Math.log2(step), 0);
  const areBytes = chain.every(({ weight }) => grids[weight.name]!.bits === 8);
  const isOne = (at: number) => areBytes && (chain.length - at) % 2 === 1;
  const others = chain.filter((_, at) => !isOne(at)).length;
  const common = Math.fround(2 ** (product / others));
  return chain.map((_, at) => (isOne(at) ? 1 : common));
}

/** Where a layer's values may go on their way to the next. */
const homogeneous: ReadonlySet<string> = new Set(
  'Relu LeakyRelu MaxPool AveragePool GlobalMaxPool GlobalAveragePool Flatten'.split(' '),
);

/** Two or more layers after one another, each chain as long as it can be. */
function chainsOf(model: OnnxModel, grids: Grids): EvenLayer[][] {
  const { nodes, outputs } = model.graph;
  const kept = new Set(outputs.map(({ name }) => name));
  const layers = evenLayers(model, grids);
  const byInput = new Map(layers.map((layer) => [layer.node.inputs[0]!, layer]));
  const readersOf = new Map<string, OnnxNode[]>();
  for (const node of nodes) for (const name of node.inputs) readersOf.set(name, [...(readersOf.get(name) ?? []), node]);
  const nextOf = ({ node }: EvenLayer): EvenLayer | undefined => {
    let [name] = node.outputs as [string];
    for (;;) {
      const [reader, ...others] = readersOf.get(name) ?? [];
      if (!reader || others.length > 0 || kept.has(name)) return undefined;
      const next = byInput.get(name);
      if (next) return next;
      if (!isStandard(reader) || !homogeneous.has(reader.opType) || reader.outputs.length !== 1) return undefined;
      [name] = reader.outputs as [string];
    }
  };
  const followers = new Set(layers.map(nextOf));
  return layers
    .filter((layer) => !followers.has(layer))
    .map((first) => {
      const chain = [first];
      for (let next = nextOf(first); next; next = nextOf(next)) chain.push(next);
      return chain;
    })
    .filter(({ length }) => length > 1);
}

function evenLayers({ graph }: OnnxModel, grids: Grids): EvenLayer[] {
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const uses = new Map<string, number>();
  const outside = [...graph.inputs, ...graph.outputs].map(({ name }) => name);
  for (const name of [...graph.nodes.flatMap(({ inputs }) => inputs), ...outside]) {
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const own = (name: string) => (uses.get(name) === 1 ? constants.get(name) : undefined);
  return graph.nodes.flatMap((node): EvenLayer[] => {
    if (!isStandard(node) || !isLinear(node)) return [];
    const [, read = '', added = ''] = node.inputs;
    const weight = own(read);
    const bias = own(added);
    const grid = weight && Object.hasOwn(grids, read) ? grids[read] : undefined;
    const [step] = grid?.steps ?? [];
    const isEven = grid && !grid.columns && grid.block === undefined && grid.steps.every((each) => each === step);
    if (!weight || !isEven || (added !== '' && bias?.elementType !== 'float32')) return [];
    return [{ node, weight, bias, step: step! }];
  });
}

function isLinear({ opType, attributes = {} }: OnnxNode): boolean {
  if (opType === 'Gemm') return !attributes['alpha'] && !attributes['beta'];
  return opType === 'Conv';
}

function times(tensor: OnnxTensor, factor: number): OnnxTensor {
  const data = (valuesOf(tensor) as Float32Array).map((value) => value * factor);
  return floatTensor(tensor.name, { shape: tensor.shape, data });
}
