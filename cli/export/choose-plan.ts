import { planAlong, readTradeOff, scoreGroups, withinBudget } from '../../api/index.ts';
import { type CompactNetwork, type Posterior, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type Budget,
  type Figure,
  isScore,
  type PlanOptions,
  type PruningPlan,
  planPruning,
} from '../../exporter/index.ts';
import type { CommandContext } from '../context.ts';
import type { ExportOptions } from './export-options.ts';
import { render, renderUntuned } from './render.ts';
import { loadSameData } from './same-data.ts';

export interface ChosenPlan {
  readonly plan: PruningPlan;
  /** What the limits of a budget came to. */
  readonly figures?: readonly Figure[];
}

/** What stays by the rule or budget and the criterion that the options name. */
export async function choosePlan(
  context: CommandContext,
  source: string,
  posterior: Posterior,
  teacher: CompactNetwork,
  options: ExportOptions,
): Promise<ChosenPlan> {
  const { budget, tradeOff } = options;
  if (budget && tradeOff !== undefined) return planAlongCurve(context, posterior, budget, tradeOff, options);
  const { rule = { name: 'median' }, criterion, data = options.fineTune, round, floor } = options;
  const isRead = data !== undefined && (criterion === 'taylor' || (budget && hasScore(budget)));
  const dataset = isRead ? await loadSameData(source, posterior, data, options) : undefined;
  const planOptions: PlanOptions = {
    criterion: await scoreGroups(posterior, criterion, dataset),
    ...((round ?? floor) !== undefined && {
      widths: { ...(round !== undefined && { multiple: round }), ...(floor !== undefined && { floor }) },
    }),
  };
  if (!budget) return { plan: planPruning(posterior, rule, planOptions) };
  return planInBudget(context, source, posterior, teacher, budget, dataset, planOptions, options);
}

async function planInBudget(
  context: CommandContext,
  source: string,
  posterior: Posterior,
  teacher: CompactNetwork,
  budget: Budget,
  dataset: Dataset | undefined,
  planOptions: PlanOptions,
  options: ExportOptions,
): Promise<ChosenPlan> {
  // Fine-tuning changes no size: only scores are worth doing it for every cut that is looked at.
  const renderCut = hasScore(budget)
    ? async (plan: PruningPlan) => (await render(context, source, posterior, plan, teacher, options)).model
    : (plan: PruningPlan) => renderUntuned(posterior, plan, options);
  const { plan, figures } = await withinBudget(posterior, budget, {
    ...planOptions,
    ...(dataset && { dataset }),
    render: renderCut,
    onProgress: context.onProgress,
    signal: context.signal,
  });
  return { plan, figures };
}

async function planAlongCurve(
  context: CommandContext,
  posterior: Posterior,
  budget: Budget,
  path: string,
  options: ExportOptions,
): Promise<ChosenPlan> {
  const curve = await readTradeOff(path, posterior);
  const { plan, figures } = await planAlong(posterior, curve, budget, {
    fineTuned: options.fineTune !== undefined,
    render: (plan) => renderUntuned(posterior, plan, options),
    onProgress: context.onProgress,
    signal: context.signal,
  });
  return { plan, figures };
}

/** @throws BUDGET_OUT_OF_REACH where what was done after the search made the file too large */
export function checkBytes(figures: readonly Figure[], sizeBytes: number): void {
  const limit = figures.find(({ quantity }) => quantity === 'bytes');
  if (!limit || sizeBytes <= limit.most) return;
  throw new SecateurError(
    'BUDGET_OUT_OF_REACH',
    `The file would have ${sizeBytes} bytes, more than the ${limit.most} of the budget, though the search had found ${limit.value}. Allow that much.`,
  );
}

function hasScore({ limits }: Budget): boolean {
  return limits.some(({ quantity }) => isScore(quantity));
}
