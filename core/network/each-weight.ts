import { membersAlong, partsOf, type ValueSegment } from './level-axis.ts';
import type { Weighted } from './network-levels.ts';
import { groupCount } from './network-shapes.ts';

/** A member of a level, in the segment of the axis that it was found in. */
export interface MemberAt {
  readonly segment: ValueSegment;
  readonly member: number;
}

/**
 * Visits every weight of a layer.
 * @param visit gets its place in the layer's weight, the unit it belongs to, what that unit and what the value it reads are
 */
export function eachWeight(
  { layer, shape, fanIn, input, output }: Weighted,
  visit: (at: number, unit: number, made: MemberAt, read: MemberAt) => void,
): void {
  const [units, columns] = shape as [number, number];
  const kernel = fanIn / columns;
  const unitsPerGroup = units / (layer.kind === 'dense' ? 1 : groupCount(layer));
  const [made, read] = [membersAlong(output), membersAlong(input)];
  let at = 0;
  for (let unit = 0; unit < units; unit++) {
    const first = Math.floor(unit / unitsPerGroup) * columns;
    for (let column = 0; column < columns; column++) {
      for (let tap = 0; tap < kernel; tap++) visit(at++, unit, made[unit]!, read[first + column]!);
    }
  }
}

/** Weights in a row: `span` for each member of a level, from `start` on among the `fanIn` weights of every unit. */
export interface RowPart {
  readonly start: number;
  readonly size: number;
  readonly span: number;
}

/** Where in a unit's weights those for the members of a level are; none of layers that read them in groups. */
export function rowParts({ layer, shape, fanIn, input }: Weighted, level: number): RowPart[] {
  if (layer.kind === 'convolution' && layer.groups !== 1) return [];
  const kernel = fanIn / shape[1]!;
  return partsOf(input, level).map(({ start, size, block }) => ({ start: start * kernel, size, span: block * kernel }));
}
