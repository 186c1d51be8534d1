import type { OnnxNode } from '../model.ts';
import { operatorName, readBy } from '../walk.ts';
import type { Search } from './find-body.ts';
import type { Obstacle } from './foreign-model.ts';
import type { GraphView } from './graph-view.ts';
import { besideUnknown } from './interpret.ts';
import { isNeverRead, unreadOperator, weightedOperators } from './read-node.ts';

/**
 * The nodes in the way of pruning more: those with weights outside the body, and those between weights that could not
 * be read. What only prepares the inputs or finishes the outputs is in nobody's way.
 */
export function obstaclesOf(view: GraphView, { region, others, refusals, understood }: Search): Obstacle[] {
  const { nodes } = view.model.graph;
  const after = new Set<string>();
  const followers = new Set<OnnxNode>();
  for (const node of nodes) {
    if (!readBy(node).some((name) => after.has(name))) {
      if (!isWeighted(view, node)) continue;
    } else followers.add(node);
    for (const name of node.outputs) after.add(name);
  }
  const before = new Set<string>();
  const leading = new Set<OnnxNode>();
  for (const node of nodes.toReversed()) {
    if (node.outputs.some((name) => before.has(name))) leading.add(node);
    else if (!isWeighted(view, node)) continue;
    for (const name of readBy(node)) before.add(name);
  }
  const inside = new Set([...(region ? [region] : []), ...others].flatMap((part) => [...part.nodes]));
  return nodes.flatMap((node): Obstacle[] => {
    const refusal = refusals.get(node);
    // A node of the body may still be what keeps the part before it out.
    if (inside.has(node) && (isWeighted(view, node) || refusal === besideUnknown)) return [];
    const isBetween = followers.has(node) && leading.has(node) && refusal !== undefined;
    if (!isWeighted(view, node) && !isBetween) return [];
    const unplaced = region ? outside : understood.has(node) ? unended : unreached;
    const why = refusal ?? (isNeverRead(node) ? unreadOperator : unplaced);
    return [{ node: node.name || node.outputs[0] || '', operator: operatorName(node), why }];
  });
}

const outside = 'lies outside the part that was found: that part has one input and one output, and more weights';
const unended = 'would be read, but is followed by no vector that all else depends on: it leads to images or sequences';
const unreached =
  'reads values whose shape is not known, such as images of any size, or that follow from something that could not be read';

function isWeighted({ constants }: GraphView, node: OnnxNode): boolean {
  return weightedOperators.has(node.opType) && !constants.has(node.outputs[0] ?? '');
}
