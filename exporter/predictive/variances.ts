import {
  type Posterior,
  SecateurError,
  select,
  structureOf,
  type Tensor,
  tensorNames,
  weightAxes,
} from '../../core/index.ts';
import { withRemoved } from '../compact/removed-members.ts';
import { cutWeights } from '../compact/weight-cut.ts';
import { type Cut, keptBy } from '../cut/cut.ts';
import { allKept } from '../cut/levels.ts';

/** Variances of the weights of a compact network, by layer. */
export type Variances = ReadonlyMap<number, LayerVariances>;

export interface LayerVariances {
  /** Shaped as the layer's weight. */
  readonly weight: Tensor;
  /** `[units]` */
  readonly bias: Tensor;
}

/**
 * The slab's variances of the weights that a plan keeps: those of the posterior given the cut, in which what is kept is
 * there and what is removed is not. A removed unit that outputs a constant other than 0 is uncertain in the bias that took
 * it over: it adds its squared constant times the variance of its weight.
 * @param plan of the cut; without one everything stays, which only a posterior without indicators may mean
 * @throws UNSUPPORTED when the posterior does not say how far its weights spread, or is cut by nothing but has indicators
 */
export function variancesOf(posterior: Posterior, plan: Cut | undefined): Variances {
  const { network, tensors, prior, family } = posterior;
  const isGated = !prior.spikeScales && Object.keys(tensors).some((name) => /[iI]nclusionLogit$/.test(name));
  if (!plan && isGated) {
    throw new SecateurError(
      'UNSUPPORTED',
      'The uncertainty of an uncut posterior would be that of every network it may be cut to. Cut it first (a rule, no --dense), or choose --predictive mean.',
    );
  }
  const kept = plan ? keptBy(plan, network) : allKept(posterior);
  const isKept = plan?.weights && cutWeights(posterior, plan.weights.threshold).isKept;
  return new Map(
    structureOf(network).weighted.map((weighted) => {
      const { index, ordinal, output } = weighted;
      const [weightLog, biasLog] = [tensorNames.slabLogStdDev(index), tensorNames.biasLogStdDev(index)].map(
        (name) => tensors[name],
      );
      if (!weightLog || !biasLog) {
        throw new SecateurError(
          'UNSUPPORTED',
          `The family '${family}' has no spread of weights, so that nothing is known of its predictions' uncertainty. Choose --predictive mean, or train with the family node.`,
        );
      }
      const keeps = isKept?.[ordinal];
      const all = squared(weightLog, keeps);
      return [
        index,
        {
          weight: select(all, weightAxes(weighted), kept),
          bias: select(
            withRemoved(squared(biasLog), all, weighted, kept, (idle) => idle ** 2),
            [output],
            kept,
          ),
        },
      ];
    }),
  );
}

function squared({ shape, data }: Tensor, isKept: (at: number) => boolean = () => true): Tensor {
  return { shape, data: data.map((logStdDev, at) => (isKept(at) ? Math.exp(2 * logStdDev) : 0)) };
}
