import { parameterCount } from '../../../core/index.ts';
import {
  type Budget,
  isLatency,
  isScore,
  type Limit,
  type OutOfReach,
  type SizeQuantity,
} from '../../../exporter/index.ts';
import { type Body, encodeModel, type ForeignModel } from '../../../onnx/index.ts';
import { stored } from '../body/stored.ts';
import { fileSize } from '../file-size.ts';
import type { ShrinkOptions } from '../shrink-options.ts';

/** A body, and what the file may cost when it has been cut; absent where there is no budget. */
export interface BodyToCut {
  readonly body: Body;
  readonly budget?: Budget;
}

/** Smaller ones hold too little to be worth a training of their own: of the largest body's parameters. */
const leastShare = 0.02;

/**
 * The bodies in the order in which they are cut: the largest comes last and makes up for what the others could not reach.
 * What has to go of a size, and what may be lost of a score, is divided by their parameters. Latency, which is no sum of
 * theirs, is the largest body's alone.
 */
export function bodiesToCut(foreign: ForeignModel, largest: Body, options: ShrinkOptions): BodyToCut[] {
  const { budget, bodies = 'all', rule } = options;
  const last = { body: largest, ...(budget && { budget }) };
  // An earlier posterior, and its curve, are of the largest body; and a guarantee is about one order of cuts.
  const isAlone = options.posterior || options.measureTradeOff || rule?.name === 'certified';
  const count = bodies === 'all' ? Number.POSITIVE_INFINITY : bodies;
  const least = leastShare * parameterCount(largest.network);
  const others = foreign.others
    .filter(({ network }) => parameterCount(network) >= least)
    .slice(0, isAlone ? 0 : count - 1)
    .reverse();
  if (others.length === 0) return [last];
  if (!budget) return [...others.map((body) => ({ body })), last];
  const { sizeBytes, parameters, macs } = fileSize(
    encodeModel(stored({ model: foreign.model, grids: {} }, options)),
    '',
  );
  const sizes: { readonly [Q in SizeQuantity]: number | undefined } = { bytes: sizeBytes, parameters, macs };
  const all = [...others, largest].reduce((sum, { network }) => sum + parameterCount(network), 0);
  let reached = 0;
  const parts = others.flatMap((body) => {
    reached += parameterCount(body.network) / all;
    const limits = budget.limits.flatMap((limit) => shareOf(limit, reached, sizes));
    return limits.length === 0 ? [] : [{ body, budget: { limits } }];
  });
  return [...parts, last];
}

function shareOf(
  { quantity, most }: Limit,
  share: number,
  sizes: { readonly [Q in SizeQuantity]: number | undefined },
): Limit[] {
  if (isLatency(quantity)) return [];
  if (isScore(quantity)) return [{ quantity, most: share * most }];
  const size = sizes[quantity];
  return size === undefined ? [] : [{ quantity, most: Math.ceil(size - share * (size - most)) }];
}

/** The budget with the limit that was out of reach where it can be reached. */
export function withinReach({ limits }: Budget, { limit, smallest }: OutOfReach): Budget {
  // The file states its budget, which may take a few bytes more than the one that was out of reach.
  const most = limit.quantity === 'bytes' ? smallest + 64 : smallest;
  return { limits: limits.map((each) => (each.quantity === limit.quantity ? { ...each, most } : each)) };
}
