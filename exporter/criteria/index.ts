import { type Posterior, type Scores, SecateurError } from '../../core/index.ts';
import { coreset } from './coreset.ts';
import type { Criterion } from './criterion.ts';
import { bayesianReduction, savageDickey } from './evidence.ts';
import { inclusion } from './inclusion.ts';
import { mixtureA, mixtureB, mixtureD } from './mixture.ts';
import { magnitude, signalToNoise } from './size.ts';

/** What a posterior can be cut by without looking at data again. */
export const criteria: readonly Criterion[] = [
  inclusion,
  mixtureA,
  mixtureB,
  savageDickey,
  mixtureD,
  bayesianReduction,
  magnitude,
  coreset,
  signalToNoise,
];

/** @throws ARGUMENT_INVALID for a name that is not in `criteria`, or when the posterior lacks what the criterion needs */
export function scoresOf(posterior: Posterior, name: string): Scores {
  const criterion = criteria.find((candidate) => candidate.name === name);
  if (criterion) return { criterion: name, scale: criterion.scale, ...criterion.score(posterior) };
  const known = criteria.map((candidate) => candidate.name).join(', ');
  throw new SecateurError('ARGUMENT_INVALID', `There is no criterion '${name}'. Choose one of: ${known}.`);
}
