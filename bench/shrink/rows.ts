import { mean } from '../support/statistics.ts';

/** What a row is about. */
export interface RowKey {
  readonly task: string;
  readonly seed: number;
  readonly contender: string;
  /** Share of the epochs, and training rows at most. */
  readonly effort: number;
  readonly examples: number;
  /** Parameters at most; absent for what is not pruned. */
  readonly budget?: number;
}

/** What one contender made of one task at one seed. */
export interface Row extends RowKey {
  readonly parameters?: number;
  readonly widths?: string;
  readonly sizeBytes?: number;
  readonly accuracy?: number;
  readonly seconds?: number;
  readonly failure?: string;
}

export interface RowsSoFar {
  readonly all: readonly Row[];
  has(key: RowKey): boolean;
  /** Tells and keeps it. */
  add(row: Row): Promise<void>;
}

/** @param write is given all rows after each new one, so that a bench of an hour can be interrupted */
export function rowsSoFar(before: readonly Row[], write: (rows: readonly Row[]) => Promise<void>): RowsSoFar {
  const all = [...before];
  return {
    all,
    has: (key) => all.some((row) => keys.every((name) => row[name] === key[name])),
    add: async (row) => {
      all.push(row);
      const { task, seed, contender, budget, accuracy, parameters, sizeBytes, failure } = row;
      const figures =
        failure ??
        `${(100 * accuracy!).toFixed(2)} %, ${parameters ? `${parameters} parameters, ` : ''}${sizeBytes} bytes`;
      console.error(`${task}, seed ${seed}: ${contender} ${budget ?? ''}: ${figures}`);
      await write(all);
    },
  };
}

const keys = ['task', 'seed', 'contender', 'effort', 'examples', 'budget'] as const;

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
