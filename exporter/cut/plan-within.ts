import { type Posterior, SecateurError } from '../../core/index.ts';
import { compact } from '../compact/compact.ts';
import { exportModel } from '../export-model.ts';
import { type Budget, formatBudget, formatLimit, isLatency, isScore, type Limit, type Quantity } from './budget.ts';
import { cutKey } from './cut-key.ts';
import { type CutSequence, cutSequence } from './cut-sequence.ts';
import type { PlanOptions, PruningPlan } from './plan.ts';
import { furthestHolding } from './search.ts';

/** What a cut costs in one quantity, in the unit of `Limit.most`; negative where a score got better. */
export type Measure = (plan: PruningPlan) => number | Promise<number>;

export interface WithinOptions extends PlanOptions {
  /**
   * How quantities are measured. Parameters and multiply-accumulates are counted without; bytes, where nothing is given,
   * are those of a plain export. Latencies and scores have to be given.
   */
  readonly measures?: { readonly [Q in Quantity]?: Measure };
  /** Where figures are from, where they were not measured: a sentence for the plan, and for the error where none keeps. */
  readonly basis?: (plan: PruningPlan) => string;
  /** The cuts to choose from, if not all of the posterior's nested cuts. */
  readonly sequence?: CutSequence;
  /** Before each cut is measured: how many have been, and about how many it takes. */
  readonly onMeasuring?: (measured: number, expected: number) => void;
  readonly signal?: AbortSignal;
}

export interface WithinBudget {
  /** Its `budget` is the budget in its canonical form. */
  readonly plan: PruningPlan;
  /** What it costs, one figure for each limit. */
  readonly figures: readonly Figure[];
  /** How many cuts were measured to find it. */
  readonly measured: number;
}

/** A limit and what was measured. */
export interface Figure extends Limit {
  readonly value: number;
  /** Of a latency that was predicted: what is most likely; `value` is then the upper end of its 95 % interval. */
  readonly predicted?: { readonly ms: number; readonly interval: readonly [number, number]; readonly from: string };
}

/** The `cause` of BUDGET_OUT_OF_REACH. */
export interface OutOfReach {
  readonly limit: Limit;
  /** The least that was reached, in the same unit. */
  readonly smallest: number;
}

/**
 * Of the nested cuts one within a budget. Limits of size and latency alone: the largest network that keeps them. With a
 * limit on a score: the smallest network that keeps it, which must keep the others too. What is returned was measured.
 * @throws BUDGET_OUT_OF_REACH with the least that was reached (`OutOfReach`); ARGUMENT_INVALID where a limit cannot be
 * measured; ABORTED
 */
export async function planWithin(
  posterior: Posterior,
  budget: Budget,
  options: WithinOptions = {},
): Promise<WithinBudget> {
  const { measures = {}, basis, onMeasuring, signal, sequence = cutSequence(posterior, options) } = options;
  const measureOf = (limit: Limit): Measure => {
    const measure = measures[limit.quantity] ?? counted(limit.quantity, posterior);
    if (measure) return measure;
    throw new SecateurError('ARGUMENT_INVALID', `Nothing measures ${formatLimit(limit)} here: it needs data.`);
  };
  // What costs least to know is asked first.
  const limits = [...budget.limits].sort((a, b) => cost(a) - cost(b));
  const measuring = limits.map((limit) => ({ limit, measure: measureOf(limit) }));
  const stated = formatBudget(budget);
  // Neighbouring steps may leave the same network, which is measured once.
  const networks = new Map<string, PruningPlan>();
  const plans = remembered((step: number): PruningPlan => {
    const plan = sequence.planAt(step);
    const network = cutKey(plan);
    if (!networks.has(network)) {
      const from = basis?.(plan);
      const why = [`Budget ${stated}.`, ...(from === undefined ? [] : [from]), plan.why].join(' ');
      networks.set(network, { ...plan, budget: stated, ...(from !== undefined && { basis: from }), why });
    }
    return networks.get(network)!;
  });
  const figures = limits.map(() => new Map<PruningPlan, number>());
  const seen = new Set<PruningPlan>();
  const expected = 2 + Math.ceil(Math.log2(sequence.steps + 1));

  const keeps = (ofScores: boolean) => async (step: number) => {
    for (const [at, { limit, measure }] of measuring.entries()) {
      if (isScore(limit.quantity) !== ofScores) continue;
      if (signal?.aborted) throw new SecateurError('ABORTED', 'interrupted; nothing was written.');
      const plan = plans(step);
      if (!seen.has(plan)) onMeasuring?.(seen.size, Math.max(expected, seen.size + 1));
      seen.add(plan);
      const value = figures[at]!.get(plan) ?? (await measure(plan));
      figures[at]!.set(plan, value);
      if (!(value <= limit.most)) return false;
    }
    return true;
  };
  // Of a limit behind one that no cut keeps nothing is known.
  const least = (limit: Limit): OutOfReach[] => {
    const measured = [...figures[limits.indexOf(limit)]!.values()];
    return measured.length === 0 ? [] : [{ limit, smallest: Math.min(...measured) }];
  };

  const { steps } = sequence;
  const sizes = limits.filter(({ quantity }) => !isScore(quantity));
  const scores = limits.filter(({ quantity }) => isScore(quantity));
  const largest = sizes.length === 0 ? 0 : await furthestHolding(steps, 0, keeps(false));
  if (largest === undefined) throw outOfReach(budget, sizes.flatMap(least), plans(steps).basis);
  const holdsAll = async (step: number) => (await keeps(false)(step)) && (await keeps(true)(step));
  const chosen = scores.length === 0 ? largest : await furthestHolding(largest, steps, holdsAll);
  if (chosen === undefined) throw outOfReach(budget, scores.flatMap(least), plans(steps).basis);
  return {
    plan: plans(chosen),
    figures: budget.limits.map((limit) => ({ ...limit, value: figures[limits.indexOf(limit)]!.get(plans(chosen))! })),
    measured: seen.size,
  };
}

/** Names the limit that was missed by most; where each was reached, though never all at once, the first. */
function outOfReach(budget: Budget, reached: readonly OutOfReach[], basis: string | undefined): SecateurError {
  const cause = reached.reduce((worst, other) => (missedBy(other) > missedBy(worst) ? other : worst));
  const { limit, smallest } = cause;
  const figure =
    missedBy(cause) > 0
      ? `the least that these cuts reach is ${formatLimit(roundedUp(limit, smallest))}`
      : 'no cut keeps all of its limits at once';
  return new SecateurError(
    'BUDGET_OUT_OF_REACH',
    `The budget ${formatBudget(budget)} is out of reach: ${figure}. ${basis === undefined ? '' : `Of the smallest: ${basis} `}${remedy(limit)}`,
    { cause },
  );
}

/** A file of few parameters is mostly what is written beside them, which no cut makes smaller. */
function remedy({ quantity }: Limit): string {
  const others = 'fine-tune, or train with another size in mind.';
  return quantity === 'bytes'
    ? `Allow that much, store it smaller (--lean leaves out names, history and posterior; --weights int8 or int4), ${others}`
    : `Allow that much, ${others}`;
}

function missedBy({ limit, smallest }: OutOfReach): number {
  return (smallest - limit.most) / Math.max(limit.most, 1e-9);
}

/** A limit that would have been kept, in three figures where the quantity is not a count. */
function roundedUp({ quantity }: Limit, value: number): Limit {
  // The file states its budget, which may take a few digits more than the one that was out of reach.
  if (quantity === 'bytes') return { quantity, most: value + 16 };
  if (!isScore(quantity) && !isLatency(quantity)) return { quantity, most: value };
  const digit = 10 ** (Math.floor(Math.log10(value)) - 2);
  return { quantity, most: Number((Math.ceil(value / digit - 1e-6) * digit).toPrecision(3)) };
}

function counted(quantity: Quantity, posterior: Posterior): Measure | undefined {
  switch (quantity) {
    case 'parameters':
      return ({ after }) => after.parameters;
    case 'macs':
      return ({ after }) => after.macs;
    case 'bytes':
      return (plan) => exportModel(compact(posterior, plan), { posterior, plan }).length;
    default:
      return undefined;
  }
}

function cost({ quantity }: Limit): number {
  if (isScore(quantity)) return 3;
  if (isLatency(quantity)) return 2;
  return quantity === 'bytes' ? 1 : 0;
}

function remembered<T>(make: (step: number) => T): (step: number) => T {
  const made = new Map<number, T>();
  return (step) => {
    if (!made.has(step)) made.set(step, make(step));
    return made.get(step)!;
  };
}
