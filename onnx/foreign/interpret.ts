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
  for (const node of view.model.graph.nodes) {
    if (effort.left <= 0) break;
    if (view.inner.has(node)) continue;
    const read = view.patterns.get(node)?.input;
    const computed = (read ? [read] : node.inputs).filter((name) => isComputed(view, name));
    if (computed.length === 0 || !computed.some((name) => seen.has(name))) continue;
    const isWhole = computed.every((name) => seen.has(name));
    for (const [at, output] of outputsRead(node).entries()) {
      if (output === '' || seen.has(output) || view.isOfShapes(output)) continue;
      effort.left--;
      const result = isWhole
        ? readNode({ node, at, view, batch, isExclusive: view.isExclusive, seen: (name) => seen.get(name) })
        : besideUnknown;
      if (typeof result === 'string') {
        refusals.set(node, result);
        continue;
      }
      seen.set(output, result);
      // What goes through channels one by one costs as much.
      if (selecting.has(node.opType)) effort.left -= Math.ceil(result.expression.shape[0] / 4);
    }
  }
  return { input, start: first, seen, refusals };
}

const selecting: ReadonlySet<string> = new Set(['Split', 'Slice', 'Gather', 'Transpose']);

/** Whether an input depends on what the model is fed, and not only on its shape. */
function isComputed({ constants, isOfShapes }: GraphView, name: string): boolean {
  return name !== '' && !constants.has(name) && !isOfShapes(name);
}
