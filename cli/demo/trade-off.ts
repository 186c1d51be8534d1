import { scoreModel } from '../../api/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { compact, exportModel, nestedCuts } from '../../exporter/index.ts';
import type { TradeOff } from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import type { Trained } from './train-stages.ts';

/** Accuracy on the validation part along the nested cuts, none fine-tuned; and that of what was exported. */
export async function measureTradeOff(
  context: CommandContext,
  dataset: Dataset,
  { posterior, plan, dense, pruned }: Trained,
  cutCount: number,
): Promise<TradeOff> {
  const rows = dataset.split.validation;
  const accuracyOf = async (model: Uint8Array) => (await scoreModel(model, dataset, rows)).value;
  const plans = nestedCuts(posterior, cutCount);
  const cuts: TradeOff['cuts'][number][] = [];
  for (const [index, cut] of plans.entries()) {
    const accuracy = await accuracyOf(exportModel(compact(posterior, cut)));
    cuts.push({ parameters: cut.after.parameters, accuracy });
    context.onProgress({ stage: 'nested cuts', done: index + 1, total: plans.length, metrics: { accuracy } });
  }
  return {
    measuredOn: 'validation',
    dense: { parameters: plan.before.parameters, accuracy: await accuracyOf(exportModel(dense)) },
    cuts: [
      ...cuts,
      { parameters: plan.after.parameters, accuracy: await accuracyOf(exportModel(pruned)), chosen: true },
    ],
  };
}
