import type { Calibrations } from '../../api/index.ts';
import { formatFigure, formatPercent } from '../../core/index.ts';
import type { Calibration } from '../../trainer/index.ts';

/** `expected calibration error 1.20 % -> 0.80 %, ...` */
export function formatCalibrations({ measuredOn, before, after }: Calibrations): string {
  const pairs = zipped(figuresOf(before), figuresOf(after));
  return `${pairs.map(([name, from, to]) => `${name} ${from} -> ${to}`).join(', ')} (${measuredOn} rows)`;
}

type Figure = readonly [name: string, text: string];

function figuresOf(found: Calibration): Figure[] {
  const likelihood: Figure = ['negative log-likelihood', formatFigure(found.negativeLogLikelihood)];
  if (found.kind === 'classification') {
    const { expectedCalibrationError, brier } = found;
    return [
      ['calibration error', formatPercent(expectedCalibrationError, 2)],
      likelihood,
      ['Brier score', formatFigure(brier)],
    ];
  }
  return [
    ...found.coverage.map(
      ({ level, share }): Figure => [`${formatPercent(level, 0)} intervals hold`, formatPercent(share)],
    ),
    likelihood,
  ];
}

function zipped(before: readonly Figure[], after: readonly Figure[]): (readonly [string, string, string])[] {
  return before.map(([name, text], at) => [name, text, after[at]![1]]);
}
