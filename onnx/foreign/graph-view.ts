import type { KnownShape } from '../attributes.ts';
import { type Constants, constantsOf } from '../fold/constants.ts';
import { canEvaluate } from '../fold/evaluate-node.ts';
import type { Numbers } from '../fold/numbers.ts';
import type { ElementType, OnnxModel, OnnxNode } from '../model.ts';
import { inferValues } from '../shapes/infer-shapes.ts';
import { readBy } from '../walk.ts';
import { floatTypesOf } from './element-types.ts';
import { type Pattern, patternsOf } from './patterns.ts';

/** A graph with what recognising a part of it needs to look up. */
export interface GraphView {
  /** What to call the model in messages. */
  readonly source: string;
  readonly model: OnnxModel;
  readonly constants: Constants;
  readonly types: ReadonlyMap<string, ElementType>;
  readonly makers: ReadonlyMap<string, OnnxNode>;
  /** The nodes that read a value, inner graphs included, each once. */
  readonly readers: (name: string) => readonly OnnxNode[];
  readonly isOutput: (name: string) => boolean;
  /**
   * Size of a value without its first axis, and the sizes of that axis for batches of 1 and of 7: an axis that follows
   * the batch, or one that is fixed. Undefined where it is unknown, or another axis follows the batch.
   */
  readonly shapeOf: (name: string) => BatchShape | undefined;
  /** What a value holds that is a constant, or follows from shapes other than that of the batch. */
  readonly numbersOf: (name: string) => Numbers | undefined;
  readonly constantShape: (name: string) => KnownShape | undefined;
  /** Whether a value follows from the shapes of others, and not from what they hold. */
  readonly isOfShapes: (name: string) => boolean;
  /** Nodes that stand together for one operator, by the last of them. */
  readonly patterns: ReadonlyMap<OnnxNode, Pattern>;
  /** The nodes of patterns but for their last. */
  readonly inner: ReadonlySet<OnnxNode>;
  /** What looks at the numbers of a value: nodes and, of patterns, the last node; each once. */
  readonly readersOf: (name: string) => readonly OnnxNode[];
  /** Of a node, in the order of the graph. */
  readonly position: (node: OnnxNode) => number;
  /** Whether one reader (a node or a pattern) is all that needs this value. */
  readonly isExclusive: (name: string) => boolean;
}

export interface BatchShape {
  readonly batch: string;
  readonly rest: KnownShape;
}

export function viewOf(model: OnnxModel, source: string): GraphView {
  const { graph } = model;
  const constants = constantsOf(graph);
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const byValue = new Map<string, OnnxNode[]>();
  for (const node of graph.nodes) {
    for (const name of new Set(readBy(node))) {
      const known = byValue.get(name);
      if (known) known.push(node);
      else byValue.set(name, [node]);
    }
  }
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const readers = (name: string) => byValue.get(name) ?? [];
  const isOutput = (name: string) => outputs.has(name);
  const patterns = patternsOf(graph.nodes, { constants, makers, readers, isOutput });
  // What is quantised once may be read by several products.
  const patternsAt = new Map<OnnxNode, OnnxNode[]>();
  for (const [last, { inner }] of patterns) {
    for (const node of inner) {
      const known = patternsAt.get(node);
      if (known) known.push(last);
      else patternsAt.set(node, [last]);
    }
  }
  const ofShapes = new Set<string>();
  for (const node of graph.nodes) {
    const isKnown = (name: string) => name === '' || constants.has(name) || ofShapes.has(name);
    const isOfShapes =
      node.opType === 'Shape' || (node.inputs.length > 0 && canEvaluate(node) && node.inputs.every(isKnown));
    if (isOfShapes) for (const name of node.outputs) ofShapes.add(name);
  }
  const positions = new Map(graph.nodes.map((node, at) => [node, at]));
  const looksAtValues = (node: OnnxNode) => !ofShapes.has(node.outputs[0] ?? '');
  const known = new Map<string, readonly OnnxNode[]>();
  const readersOf = (name: string): readonly OnnxNode[] => {
    const found = known.get(name) ?? [
      ...new Set(
        readers(name)
          .filter(looksAtValues)
          .flatMap((node) => patternsAt.get(node) ?? [node]),
      ),
    ];
    known.set(name, found);
    return found;
  };
  const [{ shapes: one, numbers }, { shapes: seven, numbers: ofSeven }] = [
    inferValues(graph, 1),
    inferValues(graph, 7),
  ];
  return {
    source,
    model,
    constants,
    types: floatTypesOf(graph),
    makers,
    readers,
    isOutput,
    patterns,
    inner: new Set([...patterns.values()].flatMap(({ inner }) => [...inner])),
    isOfShapes: (name) => ofShapes.has(name),
    position: (node) => positions.get(node)!,
    readersOf,
    isExclusive: (name) => !isOutput(name) && readersOf(name).length === 1,
    numbersOf: (name) => {
      const [own, other] = [numbers.get(name), ofSeven.get(name)];
      return constants.get(name) ?? (own?.values.join() === other?.values.join() ? own : undefined);
    },
    constantShape: (name) => (constants.has(name) ? one.get(name) : undefined),
    shapeOf: (name) => {
      const [first, other] = [one.get(name), seven.get(name)];
      if (!first || !other || first.length === 0 || first.slice(1).join() !== other.slice(1).join()) return undefined;
      return { batch: `${first[0]} ${other[0]}`, rest: first.slice(1) };
    },
  };
}
