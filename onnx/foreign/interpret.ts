import { mostLayers } from '../../core/index.ts';
import { intOf } from '../attributes.ts';
import type { OnnxNode } from '../model.ts';
import type { Expression } from './expression.ts';
import { start } from './expression.ts';
import type { BatchShape, GraphView } from './graph-view.ts';
import { outputsRead, readNode } from './read-node.ts';
import type { Quantised, Refusal, Seen } from './seen.ts';

/** What follows from one value of the model, as far as it can be read. */
export interface Interpretation {
  readonly input: string;
  readonly start: Expression;
  readonly seen: ReadonlyMap<string, Seen>;
  /** Nodes that read what is known, but are not read themselves. */
  readonly refusals: ReadonlyMap<OnnxNode, Refusal>;
}

export const besideUnknown: Refusal = 'reads, beside what can be read, something that cannot';
const tooDeep: Refusal = 'comes after more layers than networks have';

/** Nodes that may still be looked at. Files that mean well need some thousands; others could need years. */
export interface Effort {
  left: number;
}

/** Reads on from `input`, of the shape given, node by node. */
export function interpret(
  view: GraphView,
  input: string,
  { batch, rest }: BatchShape,
  quantised: Quantised | undefined,
  effort: Effort,
): Interpretation | undefined {
  if (rest.length < 1 || rest.length > 3) return undefined;
  // A row of places is an image of height 1.
  const first = start((rest.length === 2 ? [rest[0], 1, rest[1]] : rest) as unknown as Expression['shape']);
  const seen = new Map<string, Seen>([
    [input, { expression: first, rank: (rest.length + 1) as Seen['rank'], isLast: false, quantised }],
  ]);
  const refusals = new Map<OnnxNode, Refusal>();
  const { nodes } = view.model.graph;
  // A mark for each node that reads something seen: they are found in the order of the graph, and no other is looked at.
  const reached = new Uint8Array(nodes.length);
  const reach = (name: string) => {
    for (const reader of view.readersOf(name)) reached[view.position(reader)] = 1;
  };
  const paths = new Map<Expression, number>();
  reach(input);
  for (let at = reached.indexOf(1); at >= 0 && effort.left > 0; at = reached.indexOf(1, at + 1)) {
    const node = nodes[at]!;
    const ofPattern = view.patterns.get(node)?.input;
    const computed = (ofPattern ? [ofPattern] : node.inputs).filter((name) => isComputed(view, name));
    effort.left -= Math.floor(computed.length / inputsACount);
    if (!computed.some((name) => seen.has(name))) continue;
    const isWhole = computed.every((name) => seen.has(name));
    for (const [at, output] of outputsRead(node).entries()) {
      if (output === '' || seen.has(output) || view.isOfShapes(output)) continue;
      effort.left--;
      const read = isWhole
        ? readNode({ node, at, view, batch, isExclusive: view.isExclusive, seen: (name) => seen.get(name) })
        : besideUnknown;
      const result = typeof read !== 'string' && longestPath(read.expression, paths) > mostLayers ? tooDeep : read;
      if (isWhole) effort.left -= channelWork(node, typeof result === 'string' ? seen.get(computed[0]!)! : result);
      if (typeof result === 'string') {
        refusals.set(node, result);
        continue;
      }
      seen.set(output, result);
      reach(output);
    }
  }
  return { input, start: first, seen, refusals };
}

/** So many inputs of one node are as much work as a node. */
export const inputsACount = 4;

/** What goes through channels one by one, or group by group, costs as much as some nodes, also where it is refused. */
function channelWork(node: OnnxNode, { expression: { shape } }: Seen): number {
  const groups = intOf(node, 'group', 1);
  const isSelecting = selecting.has(node.opType) || (groups > 1 && groups < shape[0]);
  return isSelecting ? Math.ceil(shape[0] / 4) : 0;
}

const selecting: ReadonlySet<string> = new Set(['Split', 'Slice', 'Gather', 'Transpose']);

/** Layers one after the other that lead to an expression, of which `known` keeps those that were found before. */
function longestPath(end: Expression, known: Map<Expression, number>): number {
  const pending = [end];
  while (pending.length > 0) {
    const expression = pending.at(-1)!;
    const unknown = expression.sources.filter((source) => !known.has(source));
    if (unknown.length > 0 && !known.has(expression)) {
      for (const source of unknown) pending.push(source);
      continue;
    }
    pending.pop();
    let longest = 0;
    for (const source of expression.sources) longest = Math.max(longest, known.get(source)!);
    known.set(expression, longest + (expression.layer ? 1 : 0));
  }
  return known.get(end)!;
}

/** Whether an input depends on what the model is fed, and not only on its shape. */
function isComputed({ constants, isOfShapes }: GraphView, name: string): boolean {
  return name !== '' && !constants.has(name) && !isOfShapes(name);
}
