import type { CompactNetwork } from '../core/index.ts';
import type { Score } from './score.ts';

interface Tuned {
  readonly network: CompactNetwork;
  /** On the validation rows. */
  readonly validation: Score;
}

/**
 * A network that was trained to the last epoch takes what it misses of its training rows for the noise, and claims too little
 * of it. What it missed of rows that no weight was fitted to is the likeliest noise there (the maximum of the Gaussian
 * likelihood in sigma); the larger of the two is kept, so that a few lucky rows claim no less.
 */
export function withHeldOutNoise({ network, validation }: Tuned): Tuned {
  const learned = network.observationStdDev;
  if (learned === undefined || validation.name !== 'rmse') return { network, validation };
  const observationStdDev = Math.max(learned, validation.value);
  const logLikelihood =
    -0.5 * (Math.log(2 * Math.PI) + (validation.value / observationStdDev) ** 2) - Math.log(observationStdDev);
  return { network: { ...network, observationStdDev }, validation: { ...validation, logLikelihood } };
}
