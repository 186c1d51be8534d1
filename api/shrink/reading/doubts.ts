import { formatPercent } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import { listed } from '../feeds/feeds.ts';
import type { Answers, Reading } from './answers.ts';

/** A model's answers to some rows that were fed in one of several ways. */
export interface Tried {
  readonly answers: Answers;
  /** `[n]` of all rows. */
  readonly targets: Float32Array;
  readonly sample: Uint32Array;
  /** See `qualityOf`. */
  readonly quality: number;
}

/** Of what a model could be better by than guessing. */
const leastGain = 0.1;
/** Of what is left to be better by. */
const clearGain = 0.3;

/** More is better: the share of right answers, or minus the mean squared error. */
export function qualityOf(answers: Answers, targets: Float32Array, rows: Uint32Array): number {
  let sum = 0;
  rows.forEach((row, at) => {
    const answer = answers.values[at]!;
    sum += answers.kind === 'classes' ? Number(answer === targets[row]) : -((answer - targets[row]!) ** 2);
  });
  return sum / rows.length;
}

/** By more than chance. */
export function isClearlyBetter(one: Tried, other: Tried): boolean {
  return one.quality > other.quality + clearGain * (perfect(one) - other.quality);
}

/** A model that is no better than guessing on data it was made for was fed wrongly. */
export function doubts(tried: Tried, reading: Reading, { name }: Pick<Dataset, 'name'>): string[] {
  const { answers, targets, sample, quality } = tried;
  const counts = new Map<number, number>();
  for (const row of sample) counts.set(targets[row]!, (counts.get(targets[row]!) ?? 0) + 1);
  const isClasses = answers.kind === 'classes';
  const mean = [...sample].reduce((sum, row) => sum + targets[row]!, 0) / sample.length;
  const variance = [...sample].reduce((sum, row) => sum + (targets[row]! - mean) ** 2, 0) / sample.length;
  const guessing = isClasses ? Math.max(...counts.values()) / sample.length : -variance;
  if (quality > guessing + leastGain * (perfect(tried) - guessing)) return [];
  const how = isClasses
    ? `is right on ${formatPercent(quality)} of the training rows of ${name}, hardly more than the most frequent class`
    : `is hardly better on the training rows of ${name} than their mean`;
  const order =
    reading.kind === 'number'
      ? '.'
      : `, and at the order of the classes: its answers are taken for ${listed(reading.classes)}, in this order. If it is another, write numbers from 0 in their place.`;
  return [
    `The original ${how}: it is probably not fed as it was trained. Look at the order of the columns, at their scale (pixels: --pixel-scale), at --target${order}`,
  ];
}

/** Accuracy 1, or no squared error. */
function perfect({ answers }: Tried): number {
  return answers.kind === 'classes' ? 1 : 0;
}
