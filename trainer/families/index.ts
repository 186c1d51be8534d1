import { SecateurError } from '../../core/index.ts';
import { deterministic } from './deterministic.ts';
import type { Family } from './family.ts';
import { groupHorseshoe } from './group-horseshoe.ts';
import { groupLasso } from './group-lasso.ts';
import { l0 } from './l0.ts';
import { meanField } from './mean-field.ts';
import { mixture } from './mixture.ts';
import { node } from './node.ts';
import { sparseVd } from './sparse-vd.ts';
import { weight } from './weight.ts';

export const families: readonly Family[] = [
  node,
  groupHorseshoe,
  groupLasso,
  mixture,
  weight,
  l0,
  sparseVd,
  meanField,
  deterministic,
];

/** @throws ARGUMENT_INVALID naming the families there are */
export function familyNamed(name: string): Family {
  const found = families.find((family) => family.name === name);
  if (found) return found;
  const known = families.map((family) => family.name).join(', ');
  throw new SecateurError('ARGUMENT_INVALID', `There is no family '${name}'. Choose one of: ${known}.`);
}
