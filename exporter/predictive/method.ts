import { SecateurError } from '../../core/index.ts';

/**
 * How an exported model accounts for what is uncertain about its weights: not at all (`mean`), by the answers of a number
 * of networks drawn from the posterior, or by carrying means and variances through the layers.
 */
export type Predictive =
  | { readonly kind: 'mean' }
  | { readonly kind: 'samples'; readonly samples: number }
  | { readonly kind: 'moments' };

const mostSamples = 1000;

/** Reads `mean`, `samples=16` or `moments`. @throws ARGUMENT_INVALID */
export function parsePredictive(text: string): Predictive {
  if (text === 'mean' || text === 'moments') return { kind: text };
  const samples = /^samples=(\d{1,4})$/.exec(text)?.[1];
  if (Number(samples) >= 2 && Number(samples) <= mostSamples) return { kind: 'samples', samples: Number(samples) };
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `Cannot read '${text}' as a way to predict. Write mean, samples=16 (from 2 to ${mostSamples}) or moments.`,
  );
}
