import { type Score, scoreModel } from '../../api/index.ts';
import { type CompactNetwork, formatNetwork, isSecateurError, parameterCount, specOf } from '../../core/index.ts';
import { type LoadOptions, loadDataset } from '../../datasets/index.ts';
import { compact, exportModel, formatRule, planPruning, type Rule } from '../../exporter/index.ts';
import { fineTune, onnxEngine, startingPatience } from '../../trainer/index.ts';
import { fitTable } from '../support/fit-table.ts';
import { answerTask } from '../support/tasks.ts';

export interface UciTask {
  readonly path: string;
  readonly options: LoadOptions;
  readonly seed: number;
  /** Of the dense network's parameters, what the pruned one may have. */
  readonly share: number;
}

export interface Candidate {
  readonly rule: string;
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

await answerTask(async ({ path, options, seed, share }: UciTask): Promise<UciAnswer> => {
  const began = performance.now();
  const dataset = await loadDataset(path, options);
  const measure = async (rule: string, model: CompactNetwork): Promise<Candidate> => {
    const exported = exportModel(model);
    const spec = specOf(model);
    return {
      rule,
      network: formatNetwork(spec),
      parameters: parameterCount(spec),
      validation: await scoreModel(exported, dataset, dataset.split.validation),
      test: await scoreModel(exported, dataset, dataset.split.test),
    };
  };

  const fit = await fitTable(dataset, { seed });
  const dense = await measure('dense', fit.dense);
  const allowed = Math.floor(share * dense.parameters);
  const cuts: Candidate[] = [];
  for (const rule of [{ name: 'median' }, { name: 'budget', parameters: allowed }] satisfies Rule[]) {
    const cut = cutBy(rule);
    if (cut === undefined || parameterCount(specOf(cut)) > allowed) continue;
    // With the same patience as the dense network.
    const training = { seed, earlyStop: startingPatience, engine: onnxEngine({ threads: 1 }) };
    cuts.push(await measure(formatRule(rule), (await fineTune(cut, dataset, training)).network));
  }
  const likely = ({ validation }: Candidate) => validation.logLikelihood!;
  const pruned = cuts.reduce((best, cut) => (likely(cut) > likely(best) ? cut : best));
  return { dense, pruned, cuts, seconds: (performance.now() - began) / 1000 };

  /** Undefined where the rule would leave a layer empty. */
  function cutBy(rule: Rule): CompactNetwork | undefined {
    try {
      return compact(fit.posterior, planPruning(fit.posterior, rule));
    } catch (error) {
      if (isSecateurError(error) && error.code === 'LAYER_EMPTY') return undefined;
      throw error;
    }
  }
});
