import { SecateurError } from '../core/index.ts';
import type { Family, PriorSubject } from './families/family.ts';
import { makePrior, type Prior } from './priors.ts';

/**
 * The prior of a family.
 * @throws ARGUMENT_INVALID as `makePrior`, and when the options ask for what this family has no prior for
 */
export function priorOf(family: Family, about: PriorSubject): Prior {
  const { network, examples, options } = about;
  const groups = makePrior(network, examples, options);
  const prior = family.completePrior?.(groups, about) ?? groups;
  if (options.inclusion === 'edge' && !prior.weightLogits) {
    throw noSuchPrior(family.name, 'indicators of single weights', 'a probability or `layerwise`');
  }
  if (options.spikeScale !== undefined && !prior.spikeScales) {
    throw noSuchPrior(family.name, 'a spike with a scale', "the slab's scale, or the family `mixture`");
  }
  return prior;
}

function noSuchPrior(family: string, what: string, remedy: string): SecateurError {
  return new SecateurError('ARGUMENT_INVALID', `The family '${family}' has no ${what}. Choose ${remedy}.`);
}
