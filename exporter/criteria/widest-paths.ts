import { eachWeight, inclusionNameOf, type Posterior, structureOf } from '../../core/index.ts';
import { isFoldable } from '../compact/foldable.ts';

/**
 * What a unit or input is worth where single weights have indicators: the log-odds of the weakest weight on the strongest
 * path through it from an input to an output. It is how high the threshold of weights can be before the member leaves.
 * (That any weight of it is there would say little: of a hundred weights with the prior's .1 some always are.)
 */
export function widestPaths({ network }: Posterior, logOdds: readonly Float32Array[]): (Float32Array | undefined)[] {
  const { levels, weighted } = structureOf(network);
  const into = levels.map(({ size }, level) => filledWith(size, !isFoldable(network, level)));
  const from = levels.map(({ size, prunable }, level) => filledWith(size, level > 0 && !prunable));
  const widen = (widths: Float64Array, at: number, one: number, other: number) => {
    widths[at] = Math.max(widths[at]!, Math.min(one, other));
  };
  for (const layer of weighted) {
    const values = logOdds[layer.ordinal]!;
    eachWeight(layer, (at, _, made, read) => {
      widen(into[made.segment.level]!, made.member, values[at]!, into[read.segment.level]![read.member]!);
    });
  }
  for (const layer of weighted.toReversed()) {
    if (layer.tied) continue;
    const values = logOdds[layer.ordinal]!;
    eachWeight(layer, (at, _, made, read) => {
      widen(from[read.segment.level]!, read.member, values[at]!, from[made.segment.level]![made.member]!);
    });
  }
  return levels.map((_, level) =>
    inclusionNameOf(network, level) === undefined
      ? undefined
      : Float32Array.from(into[level]!, (width, member) => Math.min(width, from[level]![member]!)),
  );
}

/** As wide as can be where members stay whatever becomes of the weights. */
function filledWith(size: number, always: boolean): Float64Array {
  return new Float64Array(size).fill(always ? Infinity : -Infinity);
}
