import {
  activationAt,
  inclusionNameOf,
  ofUnit,
  type Posterior,
  partsOf,
  type RowPart,
  rowParts,
  structureOf,
  tensorNames,
  type UnitActivation,
  type Weighted,
} from '../../core/index.ts';
import type { Criterion } from './criterion.ts';
import { lewisWeights, type Matrix } from './lewis-weights.ts';
import { magnitude } from './size.ts';

/** Multiplications that the weights of one level may cost: some seconds. */
const affordable = 4e9;
const flopsPerValue = 60;

/**
 * Coreset pruning (arXiv 2209.08554; its own algorithm was not to be had, this is the standard theory): what a unit adds
 * to unit k of the next layer is w_kj phi(p_j' x), with p_j its own weights and bias. The Lewis weights of the rows w_kj p_j
 * bound its part in the sum over all units, whatever the input is; the score is the largest over k. Where there are no more
 * units than independent weights every one of them is 1: then it is max_k |w_kj| phi(|p_j|). Inputs are scored by magnitude.
 * All relative to the mean of the level, so that one order can be made of them.
 */
export const coreset: Criterion = {
  name: 'coreset',
  summary: 'the largest part that a unit can have in what the next layer reads (Lewis weights), relative to the mean',
  scale: 'score',
  score: (posterior) => {
    const { network } = posterior;
    const bySize = magnitude.score(posterior).levels;
    return {
      levels: structureOf(network).levels.map((_, level) =>
        level === 0 || inclusionNameOf(network, level) === undefined
          ? bySize[level]
          : relativeToMean(levelScores(posterior, level)),
      ),
    };
  },
};

function levelScores(posterior: Posterior, level: number): Float64Array {
  const own = incomingRows(posterior, level);
  const readers = outgoingNorms(posterior, level);
  const perReader = flopsPerValue * own.rows * Math.min(own.rows, own.columns) ** 2;
  const count = Math.floor(affordable / perReader);
  const scores = new Float64Array(own.rows);
  // An even choice of the readers speaks for all of them where they are too many.
  const step = Math.max(1, Math.ceil(readers.length / Math.max(1, count)));
  let isInformative = count > 0 && own.rows > own.columns;
  for (let reader = 0; isInformative && reader < readers.length; reader += step) {
    const norms = readers[reader]!;
    const values = own.values.map((value, at) => value * norms[Math.floor(at / own.columns)]!);
    const { weights, rank } = lewisWeights({ ...own, values });
    isInformative = rank < norms.filter((norm) => norm > 0).length;
    weights.forEach((weight, unit) => {
      scores[unit] = Math.max(scores[unit]!, weight);
    });
  }
  return isInformative ? scores : boundScores(posterior, level, own, readers);
}

/** max_k |w_kj| phi(|p_j|) */
function boundScores(
  { network }: Posterior,
  level: number,
  own: Matrix,
  readers: readonly Float64Array[],
): Float64Array {
  const { levels, weighted } = structureOf(network);
  const { layer, output } = weighted.find(({ index }) => index === levels[level]!.owner)!;
  const [part] = partsOf(output, level);
  return Float64Array.from({ length: own.rows }, (_, unit) => {
    let square = 0;
    for (let at = 0; at < own.columns; at++) square += own.values[unit * own.columns + at]! ** 2;
    const largest = readers.reduce((most, norms) => Math.max(most, norms[unit]!), 0);
    return largest * largestOutput(ofUnit(layer.activation, (part?.start ?? 0) + unit), Math.sqrt(square));
  });
}

/** The most that a unit puts out for sums up to a size. */
function largestOutput(activation: UnitActivation, size: number): number {
  // At one of the ends, or (of those that are never 0) in the middle.
  return Math.max(...[-size, 0, size].map((sum) => Math.abs(activationAt(activation, sum))));
}

/** Weights and biases that make each member of a level, of all layers that have a part in it. */
function incomingRows({ network, tensors }: Posterior, level: number): Matrix {
  const { levels, weighted } = structureOf(network);
  const makers = weighted.flatMap(({ index, fanIn, output }) =>
    partsOf(output, level).map(({ start }) => ({ index, fanIn, start })),
  );
  const rows = levels[level]!.size;
  const columns = makers.reduce((sum, { fanIn }) => sum + fanIn + 1, 0);
  const values = new Float64Array(rows * columns);
  let from = 0;
  for (const { index, fanIn, start } of makers) {
    const weight = tensors[tensorNames.slabMean(index)]!.data;
    const bias = tensors[tensorNames.biasMean(index)]!.data;
    for (let member = 0; member < rows; member++) {
      const unit = start + member;
      values.set(weight.subarray(unit * fanIn, (unit + 1) * fanIn), member * columns + from);
      values[member * columns + from + fanIn] = bias[unit]!;
    }
    from += fanIn + 1;
  }
  return { rows, columns, values };
}

/** For each unit that reads the level, the norms of the weights by which it reads the members. */
function outgoingNorms({ network, tensors }: Posterior, level: number): Float64Array[] {
  return structureOf(network).weighted.flatMap((reader) =>
    rowParts(reader, level).flatMap((part) => normsOf(reader, tensors[tensorNames.slabMean(reader.index)]!.data, part)),
  );
}

function normsOf({ layer, fanIn }: Weighted, weight: Float32Array, { start, size, span }: RowPart): Float64Array[] {
  return Array.from({ length: layer.units }, (_, unit) => {
    const first = unit * fanIn + start;
    const squares = new Float64Array(size);
    for (let at = 0; at < size * span; at++) squares[Math.floor(at / span)]! += weight[first + at]! ** 2;
    return squares.map(Math.sqrt);
  });
}

function relativeToMean(scores: Float64Array): Float32Array {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return Float32Array.from(scores, (score) => (mean === 0 ? score : score / mean));
}
