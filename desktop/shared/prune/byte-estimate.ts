import {
  cholesky,
  type Kept,
  type NetworkSpec,
  narrowNetwork,
  sizeOf,
  solveCholesky,
  weightedLayers,
} from '../../../core/index.ts';

/** What the size of a file follows from. */
export interface Extent {
  /** Members that stay of each level. */
  readonly counts: readonly number[];
  /** Of each layer with weights. */
  readonly weights: readonly number[];
}

/** The size of a file that was made. */
export interface SizePoint extends Extent {
  readonly sizeBytes: number;
}

export function extentOf(network: NetworkSpec, kept: Kept): Extent {
  return {
    counts: kept.map(({ length }) => length),
    weights: weightedLayers(narrowNetwork(network, kept)).map(({ shape }) => sizeOf(shape)),
  };
}

/** Of some cuts of a posterior, stored in one way. */
export interface FileSizes {
  /** Nested cuts, from the uncut network to the smallest. */
  readonly along: readonly SizePoint[];
  /** Cuts that tell the layers apart. */
  readonly beside: readonly SizePoint[];
}

export interface ByteEstimate {
  readonly sizeBytes: number;
  /** Whether a file of these widths was made; otherwise it is an estimate. */
  readonly isExact: boolean;
}

export type EstimateBytes = (cut: Extent) => ByteEstimate;

/**
 * What a file will weigh, from the sizes of some: they grow with the weights, the units and the inputs, and by the nodes
 * that read fewer inputs than there are. A ridge regression on those, and between files along the nested cuts
 * what it misses of its neighbours.
 */
export function byteEstimator({ along, beside }: FileSizes): EstimateBytes {
  const points = [...along, ...beside];
  const known = new Map(points.map((point) => [point.counts.join(), point.sizeBytes]));
  const all = points[0]!;
  // The record of a file is written in digits, of which there are as many as the logarithm says.
  const regressors = ({ counts, weights }: Extent) => [
    1,
    counts[0] === all.counts[0] ? 1 : 0,
    ...counts.map((count, level) => count / all.counts[level]!),
    ...weights.map((count, layer) => count / all.weights[layer]!),
    ...counts.map((count) => Math.log10(count) / 10),
  ];
  const factors = ridge(
    points.map(regressors),
    points.map(({ sizeBytes }) => sizeBytes),
  );
  const linear = (cut: Extent) => regressors(cut).reduce((sum, value, at) => sum + value * factors[at]!, 0);
  const misses = along
    .map((point) => ({ place: placeOf(point), miss: point.sizeBytes - linear(point) }))
    .sort((a, b) => a.place - b.place);
  return (cut) => {
    const exact = known.get(cut.counts.join());
    if (exact !== undefined) return { sizeBytes: exact, isExact: true };
    const sizeBytes = linear(cut) + between(misses, placeOf(cut));
    return { sizeBytes: Math.max(1, Math.round(sizeBytes)), isExact: false };
  };
}

function placeOf({ weights }: Extent): number {
  return Math.log(weights.reduce((sum, count) => sum + count, 0));
}

interface Miss {
  readonly place: number;
  readonly miss: number;
}

/** Straight lines between neighbours, and as the last ones beyond. */
function between(misses: readonly Miss[], place: number): number {
  const above = misses.findIndex((miss) => miss.place >= place);
  if (above <= 0) return misses.at(above)!.miss;
  const [low, high] = [misses[above - 1]!, misses[above]!];
  return low.miss + ((high.miss - low.miss) * (place - low.place)) / (high.place - low.place);
}

/** Hardly any shrinkage: enough to solve for more unknowns than there are files. */
function ridge(rows: readonly (readonly number[])[], values: readonly number[]): ArrayLike<number> {
  const size = rows[0]!.length;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  // Small files count as much as large ones: what matters is the share by which an estimate is off.
  for (const [at, row] of rows.entries()) {
    const weight = 1 / values[at]! ** 2;
    for (let i = 0; i < size; i++) {
      right[i]! += weight * row[i]! * values[at]!;
      for (let j = 0; j < size; j++) matrix[i * size + j]! += weight * row[i]! * row[j]!;
    }
  }
  const trace = Array.from({ length: size }, (_, at) => matrix[at * size + at]!).reduce((sum, value) => sum + value, 0);
  for (let shrinkage = 1e-11 * trace; ; shrinkage *= 10) {
    const shrunk = matrix.map((value, at) => (at % (size + 1) === 0 ? value + shrinkage : value));
    const lower = cholesky(shrunk, size);
    if (lower) return solveCholesky(lower, size, right);
  }
}
