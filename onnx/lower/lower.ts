import { graph, type Node } from '../../core/index.ts';
import type { OnnxModel, OnnxNode, OnnxValue } from '../model.ts';
import { createBlockedLowering } from './blocked/blocked-lowering.ts';
import { createEmission } from './emission.ts';
import type { GatedAdd } from './gated-add.ts';
import { lowerGatedAdd, lowerOperation } from './lower-operation.ts';
import { createScope, type Scope } from './lowering-scope.ts';

/** What every model we write declares: the newest that ONNX Runtime 1.17 and its contemporaries surely read. */
export const writtenOpset = 17;
export const writtenIrVersion = 8;

export interface LowerOptions {
  /** Name of the ONNX graph. */
  readonly name?: string;
  /**
   * The symbol that replaces the first dimension of every input and output, so that the model takes any number of
   * rows. Only for graphs in which no operation spells that dimension out (Expand, or a Reshape that changes it).
   */
  readonly batchSymbol?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Names of Constant nodes in the file, each used once; others are numbered `t0`, `t1` and on. */
  readonly names?: ReadonlyMap<Node, string>;
}

/** The tensor graph that computes `outputs` (by name) as an ONNX model; its inputs are the graph's Input nodes. */
export function lowerGraph(outputs: Readonly<Record<string, Node>>, options: LowerOptions = {}): OnnxModel {
  const { name = 'secateur', batchSymbol, metadata = {}, names } = options;
  const scope = createScope();
  const spelled = graph.spellOut(Object.values(outputs));
  const body = emit(namedAs(outputs, spelled), scope, { constantNames: names });
  const value = (valueName: string, node: Node) => valueInfo(valueName, node, batchSymbol);
  return modelOf(
    {
      name,
      nodes: body.nodes,
      initializers: [...scope.initializers.values()],
      inputs: body.inputs.map((node) => value(node.attributes.name, node as Node)),
      outputs: Object.entries(outputs).map(([outputName, node]) => value(outputName, node)),
    },
    metadata,
  );
}

/** The names of `outputs`, for what stands for them. */
export function namedAs<T>(outputs: Readonly<Record<string, unknown>>, values: readonly T[]): Record<string, T> {
  return Object.fromEntries(Object.keys(outputs).map((name, index) => [name, values[index]!]));
}

export function modelOf(
  onnxGraph: OnnxModel['graph'],
  metadata: Readonly<Record<string, string>> = {},
  extraOpsets: OnnxModel['opsets'] = [],
): OnnxModel {
  return {
    irVersion: writtenIrVersion,
    opsets: [{ domain: '', version: writtenOpset }, ...extraOpsets],
    producerName: 'secateur',
    graph: onnxGraph,
    metadata,
  };
}

export interface Emitted {
  readonly nodes: OnnxNode[];
  readonly inputs: readonly graph.NodeOf<'Input'>[];
}

export interface EmitOptions {
  /** Names that Input nodes already have in an enclosing graph. */
  readonly bound?: ReadonlyMap<Node, string>;
  /** Names that Constant nodes shall have. */
  readonly constantNames?: ReadonlyMap<Node, string> | undefined;
  /** Sums to emit as contributed operators, see `gatedAdds`. */
  readonly fused?: ReadonlyMap<Node, GatedAdd>;
  /** Channels in a block, where convolutions are to be lowered to onnxruntime's operators on blocks. */
  readonly blockSize?: number | undefined;
}

/**
 * Emits the nodes for `outputs`. An output that is an input, a constant or another output as well gets an Identity,
 * since every ONNX output needs a producer of its own.
 */
export function emit(
  outputs: Readonly<Record<string, Node>>,
  scope: Scope,
  { bound = new Map(), constantNames = new Map(), fused = new Map(), blockSize }: EmitOptions = {},
): Emitted {
  const order = graph.topologicalOrder(Object.values(outputs));
  const absorbed = new Set([...fused.values()].map(({ product }) => product));
  const names = new Map<Node, string>(bound);
  const wanted = new Map(Object.entries(outputs).map(([name, node]) => [node, name]));
  const inputs: graph.NodeOf<'Input'>[] = [];
  /** What there is in blocks alone is made plain when it is first asked for. */
  const plain = (node: Node): string => {
    const name = names.get(node) ?? (node.type === 'float' ? blocked!.unblocked(node, wanted.get(node)) : again(node));
    names.set(node, name);
    return name;
  };
  const emission = createEmission(scope, plain);
  const { nodes } = emission;
  const blocked =
    blockSize === undefined ? undefined : createBlockedLowering(blockSize, emission, Object.values(outputs));
  const asUsual = (node: Node, name: string) => {
    nodes.push(...lowerOperation(node, node.inputs.map(plain), name, scope));
    return name;
  };
  /** Truth values cannot be taken out of blocks. */
  const again = (node: Node) => asUsual(node, scope.fresh());
  for (const node of order) {
    if (names.has(node) || absorbed.has(node)) continue;
    const sum = fused.get(node);
    if (node.kind === 'Input') {
      inputs.push(node);
      names.set(node, node.attributes.name);
    } else if (node.kind === 'Constant') {
      const { values } = node.attributes;
      names.set(node, scope.initializer(elementTypeOf(node), node.shape, values, constantNames.get(node)));
    } else if (node.kind === 'StopGradient' || node.kind === 'StraightThrough') {
      names.set(node, plain(node.inputs[0]!));
    } else if (sum) {
      const name = wanted.get(node) ?? scope.fresh();
      names.set(node, name);
      nodes.push(...lowerGatedAdd(sum, plain, name, scope));
    } else {
      const lowered = blocked?.lower(node, wanted.get(node));
      if (lowered === 'in blocks') continue;
      names.set(node, lowered?.name ?? asUsual(node, wanted.get(node) ?? scope.fresh()));
    }
  }
  for (const [name, node] of Object.entries(outputs)) {
    const made = plain(node);
    if (made !== name) nodes.push({ opType: 'Identity', inputs: [made], outputs: [name] });
  }
  return { nodes, inputs };
}

export function valueInfo(name: string, node: Node, batchSymbol?: string): OnnxValue {
  const shape = node.shape.map((size, axis) => (axis === 0 && batchSymbol ? batchSymbol : size));
  return { name, elementType: elementTypeOf(node), shape };
}

export function elementTypeOf(node: Node): 'float32' | 'int64' | 'bool' {
  return node.type === 'float' ? 'float32' : node.type;
}
