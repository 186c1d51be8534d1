import { graph, type Node } from '../../core/index.ts';
import type { OnnxModel, OnnxNode, OnnxValue } from '../model.ts';
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
  const body = emit(outputs, scope, undefined, names);
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

/**
 * Emits the nodes for `outputs`. An output that is an input, a constant or another output as well gets an Identity,
 * since every ONNX output needs a producer of its own.
 * @param bound names that Input nodes already have in an enclosing graph
 * @param constantNames names that Constant nodes shall have
 * @param fused sums to emit as contributed operators, see `gatedAdds`
 */
export function emit(
  outputs: Readonly<Record<string, Node>>,
  scope: Scope,
  bound: ReadonlyMap<Node, string> = new Map(),
  constantNames: ReadonlyMap<Node, string> = new Map(),
  fused: ReadonlyMap<Node, GatedAdd> = new Map(),
): Emitted {
  const order = graph.topologicalOrder(Object.values(outputs));
  const absorbed = new Set([...fused.values()].map(({ product }) => product));
  const names = new Map<Node, string>(bound);
  const wanted = new Map(Object.entries(outputs).map(([name, node]) => [node, name]));
  const nodes: OnnxNode[] = [];
  const inputs: graph.NodeOf<'Input'>[] = [];
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
      names.set(node, names.get(node.inputs[0]!)!);
    } else {
      const name = wanted.get(node) ?? scope.fresh();
      names.set(node, name);
      if (sum) {
        nodes.push(...lowerGatedAdd(sum, (operand) => names.get(operand)!, name, scope));
        continue;
      }
      const operands = node.inputs.map((input) => names.get(input)!);
      nodes.push(...lowerOperation(node, operands, name, scope));
    }
  }
  for (const [name, node] of Object.entries(outputs)) {
    if (names.get(node) !== name) nodes.push({ opType: 'Identity', inputs: [names.get(node)!], outputs: [name] });
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
