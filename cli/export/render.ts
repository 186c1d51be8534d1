import type { CompactNetwork, Posterior } from '../../core/index.ts';
import { compact, exportModel, type PruningPlan } from '../../exporter/index.ts';
import type { Score } from '../../trainer/index.ts';
import type { CommandContext } from '../context.ts';
import { cutAndTune } from './cut-and-tune.ts';
import type { ExportOptions } from './export-options.ts';
import { storageOf } from './storage-options.ts';

/** The file that a plan leads to. */
export interface Rendered {
  readonly model: Uint8Array;
  readonly network: CompactNetwork;
  /** After fine-tuning. */
  readonly validation?: Score;
}

/** What is written, and what budgets are measured on: the same options always give the same file. */
export async function render(
  context: CommandContext,
  source: string,
  posterior: Posterior,
  plan: PruningPlan,
  teacher: CompactNetwork,
  options: ExportOptions,
): Promise<Rendered> {
  const { network, validation } = await cutAndTune(context, source, posterior, plan, teacher, options);
  return {
    model: exportModel(network, { posterior, plan, ...storageOf(options) }),
    network,
    ...(validation && { validation }),
  };
}

/** The same before fine-tuning, which changes weights and no size. */
export function renderUntuned(posterior: Posterior, plan: PruningPlan, options: ExportOptions): Uint8Array {
  return exportModel(compact(posterior, plan), { posterior, plan, ...storageOf(options) });
}
