/** What of a network stays: for every level (`structureOf`) ascending indices of its members. */
export type Kept = readonly (readonly number[])[];

/** All members of a level in a row along an axis, each with `block` neighbouring values. */
export interface Segment {
  readonly level: number;
  /** Members of the level. */
  readonly size: number;
  readonly block: number;
}

/** What an axis runs over: one segment after the other; several where a concatenation joined them. */
export type LevelAxis = readonly Segment[];

/** Of values, and not of parameters alone. */
export interface ValueSegment extends Segment {
  /** The constant that a removed member leaves there, the same for all of them. */
  readonly idle: number;
}

export type ValueAxis = readonly ValueSegment[];

/** Values along an axis. */
export function lengthOf(axis: LevelAxis): number {
  return axis.reduce((sum, { size, block }) => sum + size * block, 0);
}

/** Whether an axis runs over the members of a level. */
export function runsOver(axis: LevelAxis, level: number): boolean {
  return axis.some((segment) => segment.level === level);
}

/** The parts of an axis that run over a level, and where along it they start. */
export function partsOf<S extends Segment>(axis: readonly S[], level: number): (S & { readonly start: number })[] {
  let end = 0;
  return axis.flatMap((segment) => {
    const start = end;
    end += segment.size * segment.block;
    return segment.level === level ? [{ ...segment, start }] : [];
  });
}

/** For each value along an axis the segment and the member that it is of. */
export function membersAlong<S extends Segment>(
  axis: readonly S[],
): { readonly segment: S; readonly member: number }[] {
  return axis.flatMap((segment) =>
    Array.from({ length: segment.size * segment.block }, (_, at) => ({
      segment,
      member: Math.floor(at / segment.block),
    })),
  );
}

/** The values along an axis that belong to what is kept. */
export function keptAlong(axis: LevelAxis, kept: Kept): number[] {
  let start = 0;
  return axis.flatMap(({ level, size, block }) => {
    const first = start;
    start += size * block;
    // By far the most frequent: of a flat axis no member needs a list of its own.
    if (block === 1) return kept[level]!.map((member) => first + member);
    return kept[level]!.flatMap((member) => Array.from({ length: block }, (_, at) => first + member * block + at));
  });
}
