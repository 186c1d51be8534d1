import { formatCount } from '../core/index.ts';
import type { Obstacle } from '../onnx/index.ts';

/** As many reasons are printed, and nodes of each; all are in the JSON. */
const mostReasons = 12;
const mostNodes = 4;

/** `Conv stem, block.0, block.1, block.2 and 14 more: it ...`: what is in the way, each operator's reason once. */
export function obstacleLines(obstacles: readonly Obstacle[]): string[] {
  const reasons = byReason(obstacles);
  const lines = reasons.slice(0, mostReasons).map((alike) => `${nodesOf(alike)}: it ${alike[0]!.why}`);
  const left = reasons.slice(mostReasons).flat().length;
  return left > 0 ? [...lines, `and ${formatCount(left)} more, see --json`] : lines;
}

/** In the order in which the first of each comes. */
function byReason(obstacles: readonly Obstacle[]): Obstacle[][] {
  const groups = new Map<string, Obstacle[]>();
  for (const obstacle of obstacles) {
    const key = `${obstacle.operator} ${obstacle.why}`;
    const alike = groups.get(key);
    if (alike) alike.push(obstacle);
    else groups.set(key, [obstacle]);
  }
  return [...groups.values()];
}

function nodesOf(alike: readonly Obstacle[]): string {
  const names = alike.slice(0, mostNodes).map(({ node }) => node);
  const more = alike.length > mostNodes ? ` and ${formatCount(alike.length - mostNodes)} more` : '';
  return `${alike[0]!.operator} ${names.join(', ')}${more}`;
}
