import { checkPackageFolder, readPosterior, scoreModel } from '../../api/index.ts';
import {
  compact,
  exportModel,
  formatRule,
  type NeededFeature,
  type NetworkFormat,
  posteriorMean,
} from '../../exporter/index.ts';
import type { Action } from '../action.ts';
import { formatCalibrations, measureCalibration } from '../export/calibration.ts';
import { checkBytes, choosePlan } from '../export/choose-plan.ts';
import { type ExportOptions, inputsOf, refuseIdleOptions } from '../export/export-options.ts';
import { formatFigure } from '../export/format-figure.ts';
import { renderer } from '../export/render.ts';
import { sameDataAs } from '../export/same-data.ts';
import { featuresPath, save } from '../export/save.ts';
import { storageCost } from '../export/storage-cost.ts';
import { storageFor } from '../export/storage-for.ts';
import { weightsFor } from '../export/weights-for.ts';
import { formatWidths } from '../export/widths.ts';
import { count, fields, bytes as formatBytes, formatScore, percent } from '../format.ts';
import { modelSize } from '../model-size.ts';
import { checkFolderWritable, checkWritable } from '../output-path.ts';

export const exportPosterior: Action<ExportOptions> = async (context, [source = ''], options) => {
  refuseIdleOptions(options);
  await checkPlace(source, options);
  const posterior = await readPosterior(source);
  const mean = posteriorMean(posterior);
  const sameData = sameDataAs(source, posterior, options);
  const render = renderer(context, sameData, posterior, mean, options);
  const chosen = options.dense ? undefined : await choosePlan(context, sameData, posterior, render, options);
  const plan = chosen?.plan;
  const rendered = plan && (await render(plan));
  const before = exportModel(mean, { posterior });
  const after =
    rendered?.model ??
    exportModel(mean, {
      posterior,
      ...(await storageFor(sameData, posterior, mean, undefined, options)),
      ...(options.predictive && { predictive: options.predictive }),
    });
  checkBytes(chosen?.figures ?? [], after.length);
  const test = chosen?.untouched && (await scoreModel(after, chosen.untouched.dataset, chosen.untouched.rows));
  const models = { before, after };
  const calibrations = await measureCalibration(sameData, models, chosen?.untouched, options);
  const exported = {
    posterior,
    plan,
    network: rendered?.network ?? mean,
    features: rendered?.features,
    untouched: chosen?.untouched?.rows,
    before,
    model: after,
  };
  const output = await save(sameData, { ...exported, validation: rendered?.validation }, options);

  const cost = await storageCost(sameData, plan ? compact(posterior, plan) : mean, after, options);
  const sizes = { before: modelSize(before, 'the uncut model'), after: modelSize(after, output) };
  const ratio = sizes.after.sizeBytes / sizes.before.sizeBytes;
  context.result(
    {
      output,
      rule: plan ? formatRule(plan.rule) : 'none',
      ...(plan && { criterion: plan.criterion }),
      ...(plan?.budget !== undefined && { budget: plan.budget, figures: chosen?.figures }),
      ...(plan?.weights && { activeWeights: plan.weights.after }),
      ...(plan?.guarantee && { guarantee: plan.guarantee }),
      ...(test && { test: { ...test, rows: chosen?.untouched?.rows.length } }),
      ...(plan && { why: plan.why }),
      ...sizes,
      sizeRatio: ratio,
      weights: weightsFor(options, posterior, plan),
      activations: options.activations,
      lean: options.lean === true,
      ...(cost && { storageCost: cost }),
      ...(rendered?.validation && { fineTuned: rendered.validation }),
      ...(rendered?.features && { features: rendered.features }),
      ...(options.predictive && { predictive: options.predictive }),
      ...(rendered?.adjustable && { widths: rendered.adjustable.widths }),
      ...(calibrations && { calibration: calibrations }),
    },
    fields([
      ['Cut', plan?.why ?? 'none: every weight at its posterior mean'],
      ...(rendered?.validation
        ? [['Fine-tuned', `validation ${formatScore(rendered.validation)}, taught by the posterior mean`] as const]
        : []),
      ...(chosen?.figures ? [['Budget', chosen.figures.map(formatFigure).join(', ')] as const] : []),
      ...(test
        ? [['Test', `${formatScore(test)}, on the ${count(chosen!.untouched!.rows.length)} rows left`] as const]
        : []),
      ...(rendered?.adjustable ? [['Widths', formatWidths(rendered.adjustable)] as const] : []),
      ...(calibrations ? [['Calibration', formatCalibrations(calibrations)] as const] : []),
      ...(cost
        ? [
            [
              'Stored as',
              `${storedAs(options, weightsFor(options, posterior, plan))}: validation ${formatScore(cost.before)} as cut -> ${formatScore(cost.after)}`,
            ] as const,
          ]
        : []),
      ['Parameters', `${count(sizes.before.parameters)} -> ${count(sizes.after.parameters)}`],
      ['Bytes', `${formatBytes(sizes.before.sizeBytes)} -> ${formatBytes(sizes.after.sizeBytes)} (${percent(ratio)})`],
      ...(rendered?.features
        ? [['Reads', `${count(rendered.features.length)} columns: ${shortList(rendered.features)}`] as const]
        : []),
      ['Saved', output],
    ]),
  );
};

function storedAs({ activations }: ExportOptions, format: NetworkFormat): string {
  const weights = [format].flat().join(', ');
  return activations === 'float' ? weights : `${weights}, ${activations} activations`;
}

/** @throws FILE_UNWRITABLE, ARGUMENT_INVALID, before any work */
async function checkPlace(source: string, options: ExportOptions): Promise<void> {
  if (options.package === undefined) {
    const inputs = inputsOf(source, options);
    await checkWritable(options.output!, inputs);
    if (options.narrowInput) await checkWritable(featuresPath(options.output!), inputs);
    return;
  }
  await checkFolderWritable(options.package);
  await checkPackageFolder(options.package);
}

function shortList(features: readonly NeededFeature[]): string {
  const names = features.slice(0, 10).map(({ name }) => name);
  return `${names.join(', ')}${features.length > names.length ? ', ...' : ''}`;
}
