import { isSecateurError, type Posterior } from '../../../core/index.ts';
import {
  type Budget,
  isLatency,
  isScore,
  type OutOfReach,
  scoresOf,
  type TradeOffCurve,
} from '../../../exporter/index.ts';
import type { OnnxModel } from '../../../onnx/index.ts';
import { tradeOff } from '../../cuts/trade-off.ts';
import { fitBody } from '../body/fit-body.ts';
import type { Prepared } from '../body/prepared.ts';
import { type BodyToRead, type LeftBody, readBody } from '../body/read-body.ts';
import type { Replaced } from '../body/replaced.ts';
import { weightsPosterior } from '../body/weights-posterior.ts';
import { bestOf } from '../compare/best-of.ts';
import type { ShrinkOptions } from '../shrink-options.ts';
import type { ShrinkReport } from '../shrink-report.ts';
import { withinReach } from './body-budgets.ts';
import { checkBudget } from './check-budget.ts';
import { cutInRounds } from './cut-in-rounds.ts';
import { type CutContext, type FinishedCut, finishedCut } from './finished-cut.ts';

export interface BodyContext extends BodyToRead {
  readonly original: Uint8Array;
  /** Whether other bodies are still to come, which can make up for what this one does not reach. */
  readonly hasSuccessor: boolean;
}

export interface CutBody {
  readonly cut: FinishedCut;
  readonly way: 'fit' | 'weights';
  readonly prepared: Prepared;
  readonly posterior: Posterior;
  readonly curve?: TradeOffCurve;
  readonly reading?: NonNullable<ShrinkReport['reading']>;
  readonly notes: readonly string[];
  /** The whole model with the cut body, its weights as float32, for what is to be done next. */
  readonly replaced: { readonly model: OnnxModel; readonly grids: Replaced['grids'] };
}

/**
 * Cuts one body of a model to what the options say of the whole file.
 * @throws BUDGET_OUT_OF_REACH where no body comes after this one; as training and sessions
 */
export async function cutBody(context: BodyContext, options: ShrinkOptions): Promise<CutBody | LeftBody> {
  const { body, judged, original } = context;
  const read = await readBody(context, options);
  if ('why' in read) return read;
  const { prepared, way, replacedBy, render, overheadBytes, reading, notes } = read;
  if (context.hasSuccessor && way === 'weights' && !options.budget) {
    return {
      why: `The part between '${body.input}' and '${body.output}' stays: scores of its weights only have an order, and need a budget.`,
      notes,
    };
  }
  checkBudget(options, way, prepared);
  const taught = way === 'fit' && !options.posterior && prepared.dataset ? prepared.dataset : undefined;
  const fit = taught && (await fitBody(taught, prepared.start, overheadBytes, options));
  const posterior = options.posterior ?? fit?.posterior ?? weightsPosterior(prepared.start);
  const scores = way === 'weights' ? scoresOf(posterior, options.criterion ?? 'magnitude') : undefined;
  const cutting: CutContext = { original, prepared, way, render, ...(judged && { judged }) };
  const within = (cutTo: CutTo) => (context.hasSuccessor ? nearestCut(cutTo, options.budget) : cutTo(options.budget));
  const first = await within((budget) =>
    finishedCut(posterior, scores, { ...options, ...(budget && { budget }) }, cutting),
  );
  if (!first) {
    return {
      why: `The part between '${body.input}' and '${body.output}' stays: no cut keeps its share of the budget.`,
      notes,
    };
  }
  // Where nothing goes, there is nothing to win back.
  const isSmaller = first.plan.after.parameters < first.plan.before.parameters;
  const rival =
    fit &&
    isSmaller &&
    isOfSizes(options.budget) &&
    (await within((budget) =>
      cutInRounds(taught, posterior, { ...options, budget: budget!, epochs: fit.history.length }, cutting),
    ));
  const cut = rival ? await bestOf([first, rival], judged?.lossOf) : first;
  const curve = options.measureTradeOff && fit && (await tradeOff(posterior, taught, watched(options)));
  return {
    ...{ cut, way, prepared, posterior, notes },
    ...(curve && { curve }),
    ...(reading && { reading }),
    replaced: replacedBy(cut.network),
  };
}

/** One way to a cut that is finished. */
type CutTo = (budget: Budget | undefined) => Promise<FinishedCut>;

/** Within the budget, or as far towards each of its limits as this body reaches; undefined where not all of that goes together. */
async function nearestCut(cutTo: CutTo, budget: Budget | undefined): Promise<FinishedCut | undefined> {
  let asked = budget;
  for (const _ of [undefined, ...(budget?.limits ?? [])]) {
    try {
      return await cutTo(asked);
    } catch (error) {
      const isReach = isSecateurError(error) && error.code === 'BUDGET_OUT_OF_REACH';
      if (!isReach || !asked || !error.cause) throw error;
      asked = withinReach(asked, error.cause as OutOfReach);
    }
  }
  return undefined;
}

/** Whether the budget speaks of sizes, which two cuts can both use up. */
export function isOfSizes(budget: Budget | undefined): boolean {
  return budget?.limits.every(({ quantity }) => !isLatency(quantity) && !isScore(quantity)) ?? false;
}

function watched({ signal, onProgress }: ShrinkOptions): Pick<ShrinkOptions, 'signal' | 'onProgress'> {
  return { ...(signal && { signal }), ...(onProgress && { onProgress }) };
}
