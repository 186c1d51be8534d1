import { graph, type LevelAxis, type Node } from '../../core/index.ts';

/**
 * Numbers for the units or inputs along an axis `[size]`, from those for the members of each level it runs over; 1 where a
 * level has none.
 * @returns undefined where no level has any
 */
export function alongAxis(axis: LevelAxis, ofLevel: (level: number) => Node | undefined): Node | undefined {
  const parts = axis.map(({ level }) => ofLevel(level));
  if (parts.every((part) => part === undefined)) return undefined;
  if (parts.length === 1) return parts[0];
  return graph.concat(
    parts.map((part, at) => part ?? graph.fill([axis[at]!.size * axis[at]!.block], 1)),
    0,
  );
}

/** A part of a vector; the vector itself where that is all of it. */
export function partOf(vector: Node, start: number, size: number): Node {
  return vector.shape[0] === size ? vector : graph.slice(vector, 0, start, start + size);
}
