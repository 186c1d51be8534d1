import type { ProfilingEvent } from '../../../shared/index.ts';

/** What a measurement has told until now, in a room that does not grow with its rounds. */
export interface LiveLatencies {
  /** To open on the device that is to be measured. */
  readonly link: Extract<ProfilingEvent, { kind: 'link' }>['link'] | undefined;
  /** For each model on each device, how many samples lie in which bin. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

export const nothingYet: LiveLatencies = { link: undefined, counts: new Map() };

/** Bins that are this much wider than the one before. */
const ratio = 1.03;
/** Of samples left out at either end: a single slow call would squeeze all others into one bin. */
const outside = 0.005;

export function withEvent(live: LiveLatencies, event: ProfilingEvent): LiveLatencies {
  if (event.kind === 'link') return { ...live, link: event.link };
  const { model, device, samplesMs } = event.round;
  const name = `${model}, ${device}`;
  const bins = new Map(live.counts.get(name));
  for (const sample of samplesMs) {
    const bin = Math.floor(Math.log(Math.max(1e-6, sample)) / Math.log(ratio));
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  return { ...live, counts: new Map([...live.counts, [name, bins]]) };
}

/** Over the bins that hold almost all samples: where each begins, and what share of a distribution lies in it. */
export function histogramsOf({ counts }: LiveLatencies): {
  readonly startsMs: readonly number[];
  readonly shares: readonly { readonly name: string; readonly values: readonly number[] }[];
} {
  const all = [...counts].map(([name, bins]) => {
    const sorted = [...bins].sort(([a], [b]) => a - b);
    const total = sorted.reduce((sum, [, count]) => sum + count, 0);
    return { name, bins, total, low: binAt(sorted, outside * total), high: binAt(sorted, (1 - outside) * total) };
  });
  if (all.length === 0) return { startsMs: [], shares: [] };
  const low = Math.min(...all.map((each) => each.low)) - 1;
  const high = Math.max(...all.map((each) => each.high)) + 1;
  const places = Array.from({ length: high - low + 1 }, (_, at) => low + at);
  return {
    startsMs: places.map((bin) => ratio ** bin),
    shares: all.map(({ name, bins, total }) => ({ name, values: places.map((bin) => (bins.get(bin) ?? 0) / total) })),
  };
}

/** The bin in which so many samples have been passed. */
function binAt(sorted: readonly (readonly [bin: number, count: number])[], samples: number): number {
  let passed = 0;
  for (const [bin, count] of sorted) {
    passed += count;
    if (passed >= samples) return bin;
  }
  return sorted.at(-1)![0];
}
