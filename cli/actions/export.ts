import { type ExportOptions, exportPosterior as exportTo } from '../../api/index.ts';
import { formatBytes, formatCount, formatPercent } from '../../core/index.ts';
import { formatRule, type NeededFeature, type NetworkFormat } from '../../exporter/index.ts';
import type { Action } from '../action.ts';
import { formatBudgetFigure } from '../export/format-budget-figure.ts';
import { formatCalibrations } from '../export/format-calibrations.ts';
import { formatRounding } from '../export/format-rounding.ts';
import { formatWidths } from '../export/format-widths.ts';
import { namedTeachers } from '../export/named-teachers.ts';
import { fields, formatScore } from '../format.ts';

export const exportPosterior: Action<ExportOptions> = async (context, [source = ''], options) => {
  const exported = await exportTo(source, options, context);
  const { output, plan, figures, test, before, after, weights, storageCost, fineTuned, features } = exported;
  const { adjustable, calibration, rounding } = exported;
  const ratio = after.sizeBytes / before.sizeBytes;
  context.result(
    {
      output,
      rule: plan ? formatRule(plan.rule) : 'none',
      ...(plan && { criterion: plan.criterion }),
      ...(plan?.budget !== undefined && { budget: plan.budget, figures }),
      ...(plan?.weights && { activeWeights: plan.weights.after }),
      ...(plan?.guarantee && { guarantee: plan.guarantee }),
      ...(test && { test }),
      ...(plan && { why: plan.why }),
      before,
      after,
      sizeRatio: ratio,
      weights,
      activations: options.activations,
      lean: options.lean === true,
      ...(storageCost && { storageCost }),
      ...(fineTuned && { fineTuned }),
      ...(features && { features }),
      ...(options.predictive && { predictive: options.predictive }),
      ...(adjustable && { widths: adjustable.widths }),
      ...(calibration && { calibration }),
      ...(rounding && { rounding }),
    },
    fields([
      ['Cut', plan?.why ?? 'none: every weight at its posterior mean'],
      ...(fineTuned
        ? [
            [
              'Fine-tuned',
              `validation ${formatScore(fineTuned)}, taught by ${namedTeachers(options.teachers)}`,
            ] as const,
          ]
        : []),
      ...(figures ? [['Budget', figures.map(formatBudgetFigure).join(', ')] as const] : []),
      ...(test ? [['Test', `${formatScore(test)}, on the ${formatCount(test.rows)} rows left`] as const] : []),
      ...(adjustable ? [['Widths', formatWidths(adjustable)] as const] : []),
      ...(calibration ? [['Calibration', formatCalibrations(calibration)] as const] : []),
      ...(rounding ? [['Rounding', formatRounding(rounding)] as const] : []),
      ...(storageCost
        ? [
            [
              'Stored as',
              `${storedAs(options, weights)}: validation ${formatScore(storageCost.before)} as cut -> ${formatScore(storageCost.after)}`,
            ] as const,
          ]
        : []),
      ['Parameters', `${formatCount(before.parameters)} -> ${formatCount(after.parameters)}`],
      ['Bytes', `${formatBytes(before.sizeBytes)} -> ${formatBytes(after.sizeBytes)} (${formatPercent(ratio)})`],
      ...(features ? [['Reads', `${formatCount(features.length)} columns: ${shortList(features)}`] as const] : []),
      ['Saved', output],
    ]),
  );
};

function storedAs({ activations }: ExportOptions, format: NetworkFormat): string {
  const weights = [format].flat().join(', ');
  return activations === 'float' ? weights : `${weights}, ${activations} activations`;
}

function shortList(features: readonly NeededFeature[]): string {
  const names = features.slice(0, 10).map(({ name }) => name);
  return `${names.join(', ')}${features.length > names.length ? ', ...' : ''}`;
}
