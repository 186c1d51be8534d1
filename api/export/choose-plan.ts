import { type Posterior, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type Budget,
  type CertifiedRule,
  type Figure,
  isScore,
  type PlanOptions,
  type PruningPlan,
  planPruning,
  usualCalibrationShare,
} from '../../exporter/index.ts';
import { calibrationRows, certifiedPlan } from '../cuts/certified.ts';
import { planAlong } from '../cuts/plan-along.ts';
import { type RecordedLatency, readRecordedDevice } from '../cuts/recorded-latency.ts';
import { readTradeOff } from '../cuts/trade-off-file.ts';
import { withinBudget } from '../cuts/within-budget.ts';
import type { Listener } from '../listener.ts';
import { scoreGroups } from '../scores/score-groups.ts';
import { type ExportOptions, isStoredOtherwise } from './export-options.ts';
import { type Render, renderUntuned } from './render.ts';
import type { SameData } from './same-data.ts';
import { widthsAsked } from './width-options.ts';

export interface ChosenPlan {
  readonly plan: PruningPlan;
  /** What the limits of a budget came to. */
  readonly figures?: readonly Figure[];
  /** Test rows that a guarantee was not tested on. */
  readonly untouched?: { readonly dataset: Dataset; readonly rows: Uint32Array };
}

/** What stays by the rule or budget and the criterion that the options name. */
export async function choosePlan(
  context: Listener,
  sameData: SameData,
  posterior: Posterior,
  render: Render,
  options: ExportOptions,
): Promise<ChosenPlan> {
  const { budget, tradeOff, rule = { name: 'median' }, criterion, data = options.fineTune } = options;
  if (budget && tradeOff !== undefined) return planAlongCurve(context, sameData, posterior, budget, tradeOff, options);
  const certifies = rule.name === 'certified';
  const isRead = data !== undefined && (certifies || criterion === 'taylor' || (budget && hasScore(budget)));
  const dataset = isRead ? await sameData(data) : undefined;
  const planOptions: PlanOptions = {
    criterion: await scoreGroups(posterior, criterion, dataset),
    ...widthsAsked(options),
  };
  const watched = { onProgress: context.onProgress, signal: context.signal };
  if (budget) {
    const recorded = await recordedLatency(context, options);
    // Fine-tuning changes no size: only scores are worth doing it for every cut that is looked at.
    const isTuned = hasScore(budget);
    return withinBudget(posterior, budget, {
      ...planOptions,
      ...(dataset && { dataset }),
      ...(recorded && { recorded }),
      render: isTuned
        ? async (plan) => (await render(plan)).model
        : (plan) => renderUntuned(context, sameData, posterior, plan, options),
      ...watched,
    });
  }
  if (!certifies) return { plan: planPruning(posterior, rule, planOptions) };
  return certified(posterior, dataset!, rule, render, options, { ...planOptions, ...watched });
}

async function certified(
  posterior: Posterior,
  dataset: Dataset,
  rule: CertifiedRule,
  render: Render,
  { calibrationShare = usualCalibrationShare, fineTune }: ExportOptions,
  others: PlanOptions & Pick<Listener, 'onProgress' | 'signal'>,
): Promise<ChosenPlan> {
  const { calibration, test } = calibrationRows(dataset, calibrationShare, posterior.seed);
  const plan = await certifiedPlan(posterior, dataset, rule, {
    ...others,
    rows: calibration,
    render: async (cut) => (await render(cut)).model,
    fineTuned: fineTune !== undefined,
  });
  return { plan, ...(test.length > 0 && { untouched: { dataset, rows: test } }) };
}

async function planAlongCurve(
  context: Listener,
  sameData: SameData,
  posterior: Posterior,
  budget: Budget,
  path: string,
  options: ExportOptions,
): Promise<ChosenPlan> {
  const curve = await readTradeOff(path, posterior);
  const recorded = await recordedLatency(context, options);
  const { fineTune, lean, predictive } = options;
  const isTuned = fineTune !== undefined && curve.points.every((point) => point.fineTuned);
  const isOther =
    lean || isStoredOtherwise(options) || predictive !== undefined || (fineTune !== undefined && !isTuned);
  if (isOther && hasScore(budget)) {
    const as = isTuned ? 'fine-tuned, ' : fineTune === undefined ? '' : 'before fine-tuning, ';
    context.note(
      `The scores of the budget are those of the curve: ${as}as float32 and one network. This file may answer otherwise.`,
    );
  }
  return planAlong(posterior, curve, budget, {
    fineTuned: options.fineTune !== undefined,
    ...(recorded && { recorded }),
    render: (plan) => renderUntuned(context, sameData, posterior, plan, options),
    onProgress: context.onProgress,
    signal: context.signal,
  });
}

async function recordedLatency(context: Listener, options: ExportOptions): Promise<RecordedLatency | undefined> {
  const { deviceProfile } = options;
  if (deviceProfile === undefined) return undefined;
  if (isStoredOtherwise(options)) {
    context.note(
      `Latency is predicted by the work of a network, whatever its weights are stored as: where ${deviceProfile} recorded float32, this file may take another time.`,
    );
  }
  return { device: await readRecordedDevice(deviceProfile), macs: ({ after }) => after.macs };
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
