import { readPosterior } from '../../api/index.ts';
import { exportModel, formatRule, posteriorMean } from '../../exporter/index.ts';
import { writeAtomically } from '../../files/index.ts';
import type { Action } from '../action.ts';
import { choosePlan } from '../export/choose-plan.ts';
import { cutAndTune } from '../export/cut-and-tune.ts';
import { type ExportOptions, inputsOf, refuseIdleOptions } from '../export/export-options.ts';
import { count, fields, bytes as formatBytes, formatScore, percent } from '../format.ts';
import { modelSize } from '../model-size.ts';
import { checkWritable } from '../output-path.ts';

export const exportPosterior: Action<ExportOptions> = async (context, [source = ''], options) => {
  refuseIdleOptions(options);
  await checkWritable(options.output, inputsOf(source, options));
  const posterior = await readPosterior(source);
  const mean = posteriorMean(posterior);
  const plan = options.dense ? undefined : await choosePlan(source, posterior, options);
  const tuned = plan && (await cutAndTune(context, source, posterior, plan, mean, options));
  const before = exportModel(mean, { posterior });
  const after = tuned ? exportModel(tuned.network, { posterior, ...(plan && { plan }) }) : before;
  await writeAtomically(options.output, after);

  const sizes = { before: modelSize(before, 'the uncut model'), after: modelSize(after, options.output) };
  const ratio = sizes.after.sizeBytes / sizes.before.sizeBytes;
  context.result(
    {
      output: options.output,
      rule: plan ? formatRule(plan.rule) : 'none',
      ...(plan && { criterion: plan.criterion }),
      ...(plan?.weights && { activeWeights: plan.weights.after }),
      ...(plan && { why: plan.why }),
      ...sizes,
      sizeRatio: ratio,
      ...(tuned?.validation && { fineTuned: tuned.validation }),
    },
    fields([
      ['Cut', plan?.why ?? 'none: every weight at its posterior mean'],
      ...(tuned?.validation
        ? [['Fine-tuned', `validation ${formatScore(tuned.validation)}, taught by the posterior mean`] as const]
        : []),
      ['Parameters', `${count(sizes.before.parameters)} -> ${count(sizes.after.parameters)}`],
      ['Bytes', `${formatBytes(sizes.before.sizeBytes)} -> ${formatBytes(sizes.after.sizeBytes)} (${percent(ratio)})`],
      ['Saved', options.output],
    ]),
  );
};
