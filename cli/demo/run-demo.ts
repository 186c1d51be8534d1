import { writePosterior } from '../../api/index.ts';
import { SecateurError } from '../../core/index.ts';
import { loadDataset } from '../../datasets/index.ts';
import { exportModel } from '../../exporter/index.ts';
import { writeAtomically } from '../../files/index.ts';
import { profile, type Report, renderHtml } from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import { demoReport } from './demo-report.ts';
import { evaluateOnTest } from './evaluate.ts';
import { type DemoFiles, sampleRows } from './files.ts';
import type { Recipe } from './recipe.ts';
import { measureTradeOff } from './trade-off.ts';
import { trainStages } from './train-stages.ts';

/**
 * From data to a pruned, measured model; writes `files`.
 * @throws what the stages throw; ABORTED
 */
export async function runDemo(
  context: CommandContext,
  recipe: Recipe,
  files: DemoFiles,
  seed: number,
): Promise<Report> {
  const { signal, onProgress, note } = context;
  const dataset = await loadDataset(recipe.data, { seed });
  dataset.notes.forEach(note);
  const trained = await trainStages(context, dataset, recipe, seed);
  const { posterior, plan } = trained;
  note(plan.why);

  await writePosterior(files.posterior, posterior);
  await writeAtomically(files.dense, exportModel(trained.dense));
  await writeAtomically(files.posteriorMean, exportModel(trained.posteriorMean, { posterior }));
  await writeAtomically(files.pruned, exportModel(trained.pruned, { posterior, plan }));
  await writeAtomically(files.digits, sampleRows(dataset));

  const models = [files.dense, files.posteriorMean, files.pruned];
  const tradeOff = await measureTradeOff(context, dataset, trained, recipe.cuts);
  if (signal.aborted) throw new SecateurError('ABORTED', 'interrupted.');
  const evaluations = await evaluateOnTest(models, dataset, recipe.profile.providers);
  const profiles = await profile(models, { ...recipe.profile, seed, signal, onProgress });
  const report = await demoReport(dataset, trained, { evaluations, profiles, tradeOff }, recipe);
  await writeAtomically(files.report, `${JSON.stringify(report)}\n`);
  await writeAtomically(files.page, renderHtml(report));
  return report;
}
