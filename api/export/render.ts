import type { CompactNetwork, Posterior } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type AdjustableDetails,
  compact,
  exportModel,
  type NarrowedNetwork,
  type NeededFeature,
  narrowInput,
  type PruningPlan,
} from '../../exporter/index.ts';
import type { Score } from '../../trainer/index.ts';
import { oncePerCut } from '../cuts/once-per-plan.ts';
import type { Listener } from '../listener.ts';
import { cutAndTune } from './cut-and-tune.ts';
import type { ExportOptions } from './export-options.ts';
import type { SameData } from './same-data.ts';
import { storageFor } from './storage-for.ts';
import { teachersOf } from './teachers.ts';
import type { Watching } from './weights-for.ts';

/** The file that a plan leads to. */
export interface Rendered {
  readonly model: Uint8Array;
  readonly network: CompactNetwork;
  /** What to feed a model whose interface was narrowed. */
  readonly features?: readonly NeededFeature[];
  readonly adjustable?: AdjustableDetails;
  /** After fine-tuning. */
  readonly validation?: Score;
}

export type Render = (plan: PruningPlan) => Promise<Rendered>;

/**
 * What is written, and what budgets and guarantees are measured on: the same file for the same cut, which is fine-tuned
 * once however often it is asked for.
 */
export function renderer(context: Listener, sameData: SameData, posterior: Posterior, options: ExportOptions): Render {
  let teachers: Promise<readonly CompactNetwork[]> | undefined;
  const teachersOn = (dataset: Dataset) => {
    teachers ??= teachersOf(context, posterior, dataset, options);
    return teachers;
  };
  const tuned = oncePerCut((plan) => cutAndTune(context, sameData, posterior, plan, teachersOn, options));
  return async (plan) => {
    const { network, validation, adjustable } = await tuned(plan);
    const file = await fileOf(context, network, sameData, posterior, plan, options, adjustable);
    return { ...file, ...(validation && { validation }) };
  };
}

/** The same before fine-tuning, which changes weights and no size. */
export async function renderUntuned(
  context: Watching,
  sameData: SameData,
  posterior: Posterior,
  plan: PruningPlan,
  options: ExportOptions,
): Promise<Uint8Array> {
  return (await fileOf(context, compact(posterior, plan), sameData, posterior, plan, options)).model;
}

async function fileOf(
  context: Watching,
  network: CompactNetwork,
  sameData: SameData,
  posterior: Posterior,
  plan: PruningPlan,
  options: ExportOptions,
  adjustable?: AdjustableDetails,
): Promise<Rendered> {
  const narrowed: Partial<NarrowedNetwork> = options.narrowInput ? narrowInput(network) : {};
  const { features, network: written = network } = narrowed;
  const { predictive } = options;
  const storage = await storageFor(context, sameData, posterior, network, plan, options);
  const also = { ...(features && { features }), ...(adjustable && { adjustable }) };
  const details = { posterior, plan, ...also, ...storage, ...(predictive && { predictive }) };
  return { network: written, model: exportModel(written, details), ...also };
}
