import { checkPackageFolder, readPosterior } from '../../api/index.ts';
import { exportModel, formatRule, posteriorMean } from '../../exporter/index.ts';
import type { Action } from '../action.ts';
import { checkBytes, choosePlan } from '../export/choose-plan.ts';
import { type ExportOptions, inputsOf, refuseIdleOptions } from '../export/export-options.ts';
import { formatFigure } from '../export/format-figure.ts';
import { render } from '../export/render.ts';
import { save } from '../export/save.ts';
import { storageOf } from '../export/storage-options.ts';
import { count, fields, bytes as formatBytes, formatScore, percent } from '../format.ts';
import { modelSize } from '../model-size.ts';
import { checkFolderWritable, checkWritable } from '../output-path.ts';

export const exportPosterior: Action<ExportOptions> = async (context, [source = ''], options) => {
  refuseIdleOptions(options);
  await checkPlace(source, options);
  const posterior = await readPosterior(source);
  const mean = posteriorMean(posterior);
  const { plan, figures } = options.dense
    ? { plan: undefined, figures: undefined }
    : await choosePlan(context, source, posterior, mean, options);
  const rendered = plan && (await render(context, source, posterior, plan, mean, options));
  const before = exportModel(mean, { posterior });
  const after = rendered?.model ?? exportModel(mean, { posterior, ...storageOf(options) });
  checkBytes(figures ?? [], after.length);
  const exported = { posterior, plan, network: rendered?.network ?? mean, before, model: after };
  const output = await save(source, { ...exported, validation: rendered?.validation }, options);

  const sizes = { before: modelSize(before, 'the uncut model'), after: modelSize(after, output) };
  const ratio = sizes.after.sizeBytes / sizes.before.sizeBytes;
  context.result(
    {
      output,
      rule: plan ? formatRule(plan.rule) : 'none',
      ...(plan && { criterion: plan.criterion }),
      ...(plan?.budget !== undefined && { budget: plan.budget, figures }),
      ...(plan?.weights && { activeWeights: plan.weights.after }),
      ...(plan && { why: plan.why }),
      ...sizes,
      sizeRatio: ratio,
      ...storageOf(options),
      ...(rendered?.validation && { fineTuned: rendered.validation }),
    },
    fields([
      ['Cut', plan?.why ?? 'none: every weight at its posterior mean'],
      ...(rendered?.validation
        ? [['Fine-tuned', `validation ${formatScore(rendered.validation)}, taught by the posterior mean`] as const]
        : []),
      ...(figures ? [['Budget', figures.map(formatFigure).join(', ')] as const] : []),
      ['Parameters', `${count(sizes.before.parameters)} -> ${count(sizes.after.parameters)}`],
      ['Bytes', `${formatBytes(sizes.before.sizeBytes)} -> ${formatBytes(sizes.after.sizeBytes)} (${percent(ratio)})`],
      ['Saved', output],
    ]),
  );
};

/** @throws FILE_UNWRITABLE, ARGUMENT_INVALID, before any work */
async function checkPlace(source: string, options: ExportOptions): Promise<void> {
  if (options.package === undefined) return checkWritable(options.output!, inputsOf(source, options));
  await checkFolderWritable(options.package);
  await checkPackageFolder(options.package);
}
