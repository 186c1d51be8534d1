import {
  type CompactNetwork,
  everything,
  type Kept,
  type NetworkSpec,
  type Posterior,
  SecateurError,
  type Tensor,
} from '../core/index.ts';
import { checkStart } from './check-network.ts';
import { meansOf } from './compact-of.ts';
import type { Family, ParameterSpec } from './families/family.ts';
import { probableEnough } from './loop/narrowing.ts';
import type { TrainingState } from './step/training-state.ts';

/** Where a training begins. */
export interface StartingPoint {
  /** Values by parameter; what is missing is drawn. */
  readonly tensors: TrainingState;
  /** What takes part from the start. */
  readonly kept: Kept;
}

/**
 * Log-odds of inclusion are taken over up to this size: a gate that is as good as decided has no gradient left, and could
 * never change its mind.
 */
const largestLogOdds = 4;

/**
 * The weights of a network are slab means to start from, and the indicators begin afresh. A posterior is gone on from:
 * means, spreads and log-odds of inclusion are its own and, where `narrow`, what it holds for improbable is left out.
 * @throws NETWORK_INVALID when it is of another shape; ARGUMENT_INVALID when its family is another, or cannot be gone on from
 */
export function startingPoint(
  start: CompactNetwork | Posterior,
  network: NetworkSpec,
  family: Family,
  specs: readonly ParameterSpec[],
  narrow: boolean,
): StartingPoint {
  checkStart(start, network);
  if (!('tensors' in start)) return { tensors: meansOf(start), kept: everything(network) };
  if (start.family !== family.name || !family.fromPosterior) {
    const why = family.fromPosterior
      ? `is of the family '${start.family}', not '${family.name}'`
      : `does not hold what the family '${family.name}' trains`;
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `The posterior to start from ${why}. Give one of the same family (node, for example), or start from a network.`,
    );
  }
  const found = family.fromPosterior(start.tensors);
  const tensors = Object.fromEntries(
    specs.flatMap(({ name, role }) => {
      const tensor = found[name];
      return tensor ? [[name, role === 'inclusion' ? undecided(tensor) : tensor]] : [];
    }),
  );
  return { tensors, kept: narrow ? probableEnough(network, tensors) : everything(network) };
}

function undecided({ shape, data }: Tensor): Tensor {
  return { shape, data: data.map((value) => Math.max(-largestLogOdds, Math.min(largestLogOdds, value))) };
}
