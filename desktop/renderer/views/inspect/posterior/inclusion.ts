import { probabilityOf } from '../../../../../core/index.ts';
import type { LevelPicture, PosteriorPicture } from '../../../../shared/index.ts';

/** More probably needed than not. */
export function keptOf({ logOdds, size }: Pick<LevelPicture, 'logOdds' | 'size'>): number {
  if (!logOdds) return size;
  return logOdds.reduce((kept, value) => (value > 0 ? kept + 1 : kept), 0);
}

/** Sum of the probabilities. */
export function expectedOf({ logOdds, size }: Pick<LevelPicture, 'logOdds' | 'size'>): number {
  if (!logOdds) return size;
  return logOdds.reduce((sum, value) => sum + probabilityOf(value), 0);
}

/** What a layer puts out, as a level; the inputs where there is no such layer. Pooling and the like pass on what they read. */
export function levelOfLayer(picture: Pick<PosteriorPicture, 'layers' | 'levels'>, layer: number): LevelPicture {
  const at = picture.layers[layer];
  if (!at) return picture.levels[0]!;
  return at.weights ? picture.levels[at.weights.level]! : levelOfLayer(picture, at.reads[0]!);
}

/**
 * The values of `count` cells of equal height in which sorted or unsorted log-odds are drawn: where several members
 * share a cell, the mean of their probabilities.
 */
export function stripOf(logOdds: ArrayLike<number>, count: number): Float32Array {
  const cells = Math.min(count, logOdds.length);
  return Float32Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * logOdds.length) / cells);
    const to = Math.max(from + 1, Math.floor(((cell + 1) * logOdds.length) / cells));
    let sum = 0;
    for (let at = from; at < to; at++) sum += probabilityOf(logOdds[at]!);
    return sum / (to - from);
  });
}
