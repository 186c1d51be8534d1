import { scoreGroups } from '../../api/index.ts';
import type { Posterior } from '../../core/index.ts';
import { type PruningPlan, planPruning } from '../../exporter/index.ts';
import type { ExportOptions } from './export-options.ts';
import { loadSameData } from './same-data.ts';

/** What stays by the rule and criterion that the options name. */
export async function choosePlan(source: string, posterior: Posterior, options: ExportOptions): Promise<PruningPlan> {
  const { rule = { name: 'median' }, criterion, data = options.fineTune } = options;
  const isRead = criterion === 'taylor' && data !== undefined;
  const dataset = isRead ? await loadSameData(source, posterior, data, options) : undefined;
  return planPruning(posterior, rule, { criterion: await scoreGroups(posterior, criterion, dataset) });
}
