import type { Calibrations } from '../../api/index.ts';
import type { Calibration } from '../../trainer/index.ts';
import { percent, significant } from '../format.ts';

/** `expected calibration error 1.20 % -> 0.80 %, ...` */
export function formatCalibrations({ measuredOn, before, after }: Calibrations): string {
  const pairs = zipped(figuresOf(before), figuresOf(after));
  return `${pairs.map(([name, from, to]) => `${name} ${from} -> ${to}`).join(', ')} (${measuredOn} rows)`;
}

type Figure = readonly [name: string, text: string];

function figuresOf(found: Calibration): Figure[] {
  const likelihood: Figure = ['negative log-likelihood', significant(found.negativeLogLikelihood)];
  if (found.kind === 'classification') {
    const { expectedCalibrationError, brier } = found;
    return [
      ['calibration error', percent(expectedCalibrationError, 2)],
      likelihood,
      ['Brier score', significant(brier)],
    ];
  }
  return [
    ...found.coverage.map(({ level, share }): Figure => [`${percent(level, 0)} intervals hold`, percent(share)]),
    likelihood,
  ];
}

function zipped(before: readonly Figure[], after: readonly Figure[]): (readonly [string, string, string])[] {
  return before.map(([name, text], at) => [name, text, after[at]![1]]);
}
