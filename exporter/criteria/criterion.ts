import type { Posterior, Scores } from '../../core/index.ts';

/** A way to tell from a posterior alone what is needed. */
export interface Criterion {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly scale: Scores['scale'];
  /** @throws ARGUMENT_INVALID when the posterior lacks what it needs */
  score(posterior: Posterior): Pick<Scores, 'levels' | 'weights'>;
}
