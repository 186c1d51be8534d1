import { SecateurError } from '../../core/index.ts';
import { evaluated } from '../families/evaluated.ts';
import type { Family, Fitted, PriorSubject } from '../families/family.ts';
import type { TrainingState } from '../step/training-state.ts';
import { makePrior, type Prior } from './priors.ts';

/**
 * The prior of a family.
 * @throws ARGUMENT_INVALID as `makePrior`, and when the options ask for what this family has no prior for
 */
export function priorOf(family: Family, about: PriorSubject): Prior {
  const { network, examples, options } = about;
  const groups = makePrior(network, examples, options);
  if (!family.prunes && (options.inclusion !== undefined || options.budget !== undefined)) {
    throw noSuchPrior(
      family.name,
      'indicators that a prior could be about',
      'the family `node`, or leave the prior out',
    );
  }
  const prior = family.completePrior?.(groups, about) ?? groups;
  if (options.inclusion === 'edge' && !prior.weightLogits) {
    throw noSuchPrior(family.name, 'indicators of single weights', 'a probability or `layerwise`');
  }
  if (options.spikeScale !== undefined && !prior.spikeScales) {
    throw noSuchPrior(family.name, 'spike with a scale', "the slab's scale, or the family `mixture`");
  }
  if (prior.size?.unit === 'macs' && !family.expectedMacs) {
    throw noSuchPrior(family.name, 'indicators of units', 'a budget of parameters, or the family `node`');
  }
  if (prior.slabLearned && !family.slabScales) {
    throw noSuchPrior(family.name, 'Gaussian slab whose scale could be learned', 'a number, or the family `node`');
  }
  return prior;
}

/** The prior as training left it: with the price of a parameter, and the scales of the slabs, where those were learned. */
export function priorAfter(family: Family, fitted: Fitted, trained: TrainingState, price: number | undefined): Prior {
  const { prior } = fitted;
  return {
    ...prior,
    ...(prior.slabLearned && { slabScales: learnedScales(family, fitted, trained) }),
    ...(prior.size && price !== undefined && { size: { ...prior.size, price } }),
  };
}

function learnedScales(family: Family, { network, options, prior }: Fitted, trained: TrainingState): number[] {
  const scales = evaluated(trained, (parameters) =>
    Object.fromEntries(family.slabScales!({ network, options, parameters }, prior).entries()),
  );
  return prior.slabScales.map((_, ordinal) => scales[ordinal]!.data[0]!);
}

function noSuchPrior(family: string, what: string, remedy: string): SecateurError {
  return new SecateurError('ARGUMENT_INVALID', `The family '${family}' has no ${what}. Choose ${remedy}.`);
}
