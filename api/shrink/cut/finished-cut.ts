import type { CompactNetwork, Posterior, Scores } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import { type CertifiedRule, compact, type PlanOptions, type PruningPlan } from '../../../exporter/index.ts';
import { oncePerPlan } from '../../cuts/once-per-plan.ts';
import type { Prepared } from '../body/prepared.ts';
import { bestOf, type LossOf } from '../compare/best-of.ts';
import type { Examined } from '../reading/examined.ts';
import type { ShrinkOptions } from '../shrink-options.ts';
import { certifiedCut } from './certified-cut.ts';
import { type ChosenCut, chooseCut } from './choose-cut.ts';
import { endings } from './endings.ts';

/** What a cut is made from, and how it becomes a file. */
export interface CutContext {
  readonly original: Uint8Array;
  readonly prepared: Prepared;
  readonly way: 'fit' | 'weights';
  readonly render: (network: CompactNetwork) => Uint8Array;
  /** Absent without data. */
  readonly judged?: Judged;
}

export interface Judged {
  readonly examined: Examined;
  readonly dataset: Dataset;
  readonly lossOf: LossOf;
  /** Test rows for a guarantee, which nothing else looks at. */
  readonly calibration: Uint32Array;
}

/** A cut, finished, as a file. */
export type FinishedCut = ChosenCut & { readonly network: CompactNetwork; readonly model: Uint8Array };

/**
 * Chooses a cut and finishes it: what ends best on the validation rows.
 * @param scores what units are ordered by; their inclusion by default
 * @throws BUDGET_OUT_OF_REACH; ARGUMENT_INVALID where a guarantee is asked for without data
 */
export async function finishedCut(
  weights: Posterior,
  scores: Scores | undefined,
  options: ShrinkOptions,
  context: CutContext,
): Promise<FinishedCut> {
  const { original, render, judged } = context;
  const file = (plan: PruningPlan) => render(compact(weights, plan));
  // A budget of a score finishes every cut that it looks at, and so the one that is chosen; a guarantee does too.
  const finished = oncePerPlan((plan) => finish(weights, plan, options, context));
  const finishedFile = async (plan: PruningPlan) => (await finished(plan)).model;
  const loss = judged && {
    quantity: scoreOf(judged.examined),
    measure: async (plan: PruningPlan) => judged.lossOf(await finishedFile(plan)),
  };
  const certified =
    judged &&
    (async (rule: CertifiedRule, planOptions: PlanOptions) => {
      const { examined, dataset, calibration: rows } = judged;
      const { onProgress, signal } = options;
      const watched = { ...(onProgress && { onProgress }), ...(signal && { signal }) };
      return certifiedCut(weights, rule, {
        ...planOptions,
        ...{ original, examined, dataset, rows, file, finished: finishedFile },
        ...watched,
      });
    });
  const chosen = await chooseCut(weights, scores, options, {
    file,
    ...(loss && { loss }),
    ...(certified && { certified }),
  });
  return { ...chosen, ...(await finished(chosen.plan)) };
}

/** What a cut that was chosen ends as best on the validation rows. */
export async function finish(
  weights: Posterior,
  plan: PruningPlan,
  options: ShrinkOptions,
  { prepared, way, render, judged }: CutContext,
): Promise<Pick<FinishedCut, 'network' | 'model'>> {
  const networks = await endings(weights, plan, prepared, way, options);
  return bestOf(
    networks.map((network) => ({ network, model: render(network) })),
    judged?.lossOf,
  );
}

/** What answers are scored by. */
export function scoreOf({ answers }: Examined): 'accuracy' | 'rmse' {
  return answers.kind === 'classes' ? 'accuracy' : 'rmse';
}
