import { formatFigure, formatPercent } from '../../core/index.ts';
import type { Comparison } from '../compare.ts';

/** Why two models could not be told apart, and what to do about it. Undefined where they could. */
export function doubtNote({
  doubt,
  p50RatioInterval: [lower, upper],
  machineRatio = 1,
}: Comparison): string | undefined {
  if (doubt === undefined) return undefined;
  switch (doubt) {
    case 'alike':
      return `The two are as fast as one another: any difference is below ${formatPercent(Math.max(1 - lower, upper - 1), 0)}.`;
    case 'answers':
      return 'What was timed are wrong answers: one of the two does not compute there what it computes on the processor. Compare on another device.';
    case 'one-round':
      return `Measured in one round, which does not say how processes differ, so that the interval (${formatFigure(lower)} to ${formatFigure(upper)}) is too narrow. Measure with two --rounds at least, better five.`;
    case 'noise': {
      const shift = Math.abs(machineRatio - 1);
      const changed =
        shift > 0.02
          ? `the machine itself was ${formatPercent(shift, 0)} ${machineRatio > 1 ? 'slower' : 'faster'} for the second`
          : 'the machine itself varied too much between rounds';
      return `Too noisy to tell the two apart (interval ${formatFigure(lower)} to ${formatFigure(upper)}): ${changed}. Measure both in one run if they were not, on an idle machine, with more --rounds.`;
    }
    case 'rounds':
      return `Too few rounds to tell the two apart (interval ${formatFigure(lower)} to ${formatFigure(upper)}). Measure with more --rounds: four times as many halve the interval.`;
    default:
      return doubt satisfies never;
  }
}
