import { type Score, scoreModel, trainTeachers } from '../../api/index.ts';
import { type CompactNetwork, formatNetwork, parameterCount, specOf } from '../../core/index.ts';
import { type LoadOptions, loadDataset } from '../../datasets/index.ts';
import { compact, exportModel, planPruning, type Rule } from '../../exporter/index.ts';
import { fineTune, onnxEngine } from '../../trainer/index.ts';
import { fitSized, trainDenseTable } from '../support/fit-table.ts';
import { answerTask } from '../support/tasks.ts';
import { recipe } from './recipe.ts';

export interface UciTask {
  readonly path: string;
  readonly options: LoadOptions;
  readonly seed: number;
}

export interface Candidate {
  /** `dense`, or whether the posterior that was cut selected inputs (`--no-select-inputs`). */
  readonly cut: string;
  readonly network: string;
  readonly parameters: number;
  readonly validation: Score;
  readonly test: Score;
}

export interface UciAnswer {
  readonly dense: Candidate;
  /** That of the cuts which does best on the validation rows. */
  readonly pruned: Candidate;
  readonly cuts: readonly Candidate[];
  readonly seconds: number;
}

await answerTask(async ({ path, options, seed }: UciTask): Promise<UciAnswer> => {
  const began = performance.now();
  const dataset = await loadDataset(path, options);
  const measure = async (cut: string, model: CompactNetwork): Promise<Candidate> => {
    const exported = exportModel(model);
    const spec = specOf(model);
    return {
      cut,
      network: formatNetwork(spec),
      parameters: parameterCount(spec),
      validation: await scoreModel(exported, dataset, dataset.split.validation),
      test: await scoreModel(exported, dataset, dataset.split.test),
    };
  };

  const start = await trainDenseTable(dataset, { seed });
  const dense = await measure('dense', start);
  const allowed = Math.floor(recipe.share * dense.parameters);
  const engine = onnxEngine({ threads: 1 });
  const teacher = await trainTeachers(dataset, recipe.teachers, { network: specOf(start), seed, engine });
  const budget: Rule = { name: 'budget', parameters: allowed };
  const cuts: Candidate[] = [];
  for (const selectInputs of [true, false]) {
    const posterior = await fitSized(dataset, start, { seed, size: allowed, selectInputs });
    const cut = compact(posterior, planPruning(posterior, budget));
    const tuned = await fineTune(cut, dataset, { seed, engine, teacher, epochs: recipe.fineTuneEpochs });
    cuts.push(await measure(selectInputs ? 'inputs selected' : 'all inputs', tuned.network));
  }
  const likely = ({ validation }: Candidate) => validation.logLikelihood!;
  const pruned = cuts.reduce((best, cut) => (likely(cut) > likely(best) ? cut : best));
  return { dense, pruned, cuts, seconds: (performance.now() - began) / 1000 };
});
