import { SecateurError } from '../../core/index.ts';

/** How a mix is asked for on a command line: `mixed=0.5%`. */
export interface MixedWeights {
  /** The largest loss of the validation score through rounding: .005 for half a point, or half a percent of an error. */
  readonly mostLoss: number;
}

export const mixedUsage = 'mixed=0.5%';

/** Reads `mixed=0.5%` or `mixed=0.005`. @throws ARGUMENT_INVALID */
export function parseMixed(text: string): MixedWeights {
  const found = /^mixed=(\d*\.?\d+)(%?)$/.exec(text.replaceAll(' ', ''));
  const mostLoss = Number(found?.[1]) * (found?.[2] ? 0.01 : 1);
  if (mostLoss >= 0 && mostLoss < 1) return { mostLoss };
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `Cannot read the weights '${text}'. Write ${mixedUsage}: how much rounding may cost, below 100 %.`,
  );
}
