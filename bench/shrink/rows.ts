import { mean } from '../support/statistics.ts';

/** What one contender made of one task at one seed. */
export interface Row {
  readonly task: string;
  readonly seed: number;
  readonly contender: string;
  /** Share of the epochs, and training rows at most. */
  readonly effort: number;
  readonly examples: number;
  /** Parameters at most; absent for what is not pruned. */
  readonly budget?: number;
  readonly parameters?: number;
  readonly widths?: string;
  readonly sizeBytes?: number;
  readonly accuracy?: number;
  readonly seconds?: number;
  readonly failure?: string;
}

/** A contender at one budget, mean over the seeds at which it has an answer. */
export interface Point {
  readonly contender: string;
  readonly budget?: number;
  readonly parameters?: number;
  readonly sizeBytes: number;
  readonly accuracy: number;
  readonly seeds: number;
}

/** Of one task, in the order in which they were first measured. */
export function pointsOf(rows: readonly Row[]): Point[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.accuracy === undefined) continue;
    const key = `${row.contender} ${row.budget}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const [{ contender, budget }] = group as [Row];
    const sizes = group.flatMap(({ parameters }) => parameters ?? []);
    return {
      contender,
      ...(budget !== undefined && { budget }),
      ...(sizes.length > 0 && { parameters: mean(sizes) }),
      sizeBytes: mean(group.map(({ sizeBytes }) => sizeBytes!)),
      accuracy: mean(group.map(({ accuracy }) => accuracy!)),
      seeds: group.length,
    };
  });
}

/** The smallest that is at least as accurate as asked. */
export function smallestAt(
  points: readonly Point[],
  accuracy: number,
  size: 'parameters' | 'sizeBytes',
): Point | undefined {
  const reaching = points.filter((point) => point.accuracy >= accuracy && point[size] !== undefined);
  return reaching.reduce<Point | undefined>(
    (best, point) => (best === undefined || point[size]! < best[size]! ? point : best),
    undefined,
  );
}
