/**
 * Provisional levels while a network is looked through: disjoint sets, united where their members can only leave together,
 * divided where something reads a part of them alone.
 */
export interface Ties {
  readonly add: (size: number) => number;
  /** What has become of a level, in the order of its members. */
  readonly partsOf: (level: number) => readonly Part[];
  /** Ties the members of two undivided levels of one size, one by one. */
  readonly unite: (one: number, other: number) => void;
  /** Makes two levels of one: before and after its member `at`. False for the features, which stay one level. */
  readonly divide: (level: number, at: number) => boolean;
  /** The undivided levels there are in the end, in the order of their first members, but `last` after all. */
  readonly inOrder: (last: readonly number[]) => readonly number[];
}

export interface Part {
  readonly level: number;
  readonly size: number;
}

/** Level 0, the first to be added, are the features. */
const features = 0;
/** More than any network needs; what would be divided further stays whole. */
const mostLevels = 10_000;

export function createTies(): Ties {
  const sizes: number[] = [];
  const parents: number[] = [];
  /** Of the first member of each: in the how manyth level added it was, and behind how many others. */
  const places: (readonly [level: number, before: number])[] = [];
  const halves = new Map<number, readonly [number, number]>();

  const create = (size: number, place: readonly [number, number]): number => {
    sizes.push(size);
    places.push(place);
    return parents.push(parents.length) - 1;
  };
  const root = (level: number): number => {
    let at = level;
    while (parents[at] !== at) at = parents[at]!;
    return at;
  };
  // Not recursive: what is divided again and again is as deep as it has parts.
  const leavesOf = (level: number): number[] => {
    const leaves: number[] = [];
    const pending = [level];
    while (pending.length > 0) {
      const found = root(pending.pop()!);
      const [first, second] = halves.get(found) ?? [];
      if (first === undefined || second === undefined) leaves.push(found);
      else pending.push(second, first);
    }
    return leaves;
  };
  const compare = (one: number, other: number) =>
    places[one]![0] - places[other]![0] || places[one]![1] - places[other]![1];

  return {
    add: (size) => create(size, [parents.length, 0]),
    partsOf: (level) => leavesOf(level).map((leaf) => ({ level: leaf, size: sizes[leaf]! })),
    unite: (one, other) => {
      const [low, high] = [root(one), root(other)].sort(compare) as [number, number];
      parents[high] = low;
    },
    divide: (level, at) => {
      let start = 0;
      for (const leaf of leavesOf(level)) {
        const [inside, size] = [at - start, sizes[leaf]!];
        start += size;
        if (inside <= 0 || inside >= size) continue;
        if (leaf === features || parents.length >= mostLevels) return false;
        const [first, before] = places[leaf]!;
        halves.set(leaf, [create(inside, [first, before]), create(size - inside, [first, before + inside])]);
        return true;
      }
      return true;
    },
    inOrder: (last) => {
      const leaves = [...new Set(parents.map((_, level) => root(level)))].filter((level) => !halves.has(level));
      const atEnd = new Set(last.flatMap(leavesOf));
      const isLate = (level: number) => Number(level !== features && atEnd.has(level));
      return leaves.sort((one, other) => isLate(one) - isLate(other) || compare(one, other));
    },
  };
}
