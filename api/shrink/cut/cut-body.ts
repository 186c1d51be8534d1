import {
  type CompactNetwork,
  isSecateurError,
  type Posterior,
  parameterCount,
  specOf,
  structureOf,
} from '../../../core/index.ts';
import {
  type Budget,
  isLatency,
  isScore,
  type OutOfReach,
  scoresOf,
  type TradeOffCurve,
} from '../../../exporter/index.ts';
import { type Body, encodeModel, type OnnxModel } from '../../../onnx/index.ts';
import { tradeOff } from '../../cuts/trade-off.ts';
import { fitBody } from '../body/fit-body.ts';
import { type Prepared, prepare, prepareWithoutData } from '../body/prepared.ts';
import { type Replaced, withNetwork } from '../body/replaced.ts';
import { lastActivationOf } from '../body/start-network.ts';
import { stored } from '../body/stored.ts';
import { weightsPosterior } from '../body/weights-posterior.ts';
import { bestOf } from '../compare/best-of.ts';
import { compareOutputs } from '../compare/compared.ts';
import { readingTolerance } from '../compare/reading-tolerance.ts';
import type { ShrinkOptions, ShrinkSource } from '../shrink-options.ts';
import type { ShrinkReport } from '../shrink-report.ts';
import { withinReach } from './body-budgets.ts';
import { checkBudget } from './check-budget.ts';
import { cutInRounds } from './cut-in-rounds.ts';
import { type CutContext, type FinishedCut, finishedCut, type Judged } from './finished-cut.ts';

export interface BodyContext {
  /** The model with what was cut of other bodies. */
  readonly source: ShrinkSource;
  readonly body: Body;
  /** What weights of other bodies lie on that were trained as codes. */
  readonly grids: Replaced['grids'];
  readonly original: Uint8Array;
  /** Absent without data. */
  readonly judged?: Judged;
  /** Whether other bodies are still to come, which can make up for what this one does not reach. */
  readonly hasSuccessor: boolean;
}

/** A body that stays as it is. */
export interface LeftBody {
  readonly why: string;
  readonly reading?: NonNullable<ShrinkReport['reading']>;
  readonly notes: readonly string[];
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
  const { source, body, judged, original, grids } = context;
  const { foreign, bytes } = source;
  const { dataset } = options;
  const prepared =
    judged && dataset
      ? await prepare(source, body, dataset, judged.examined, options.posterior)
      : prepareWithoutData({ body }, options.posterior);
  if (!prepared) {
    const why = `What the part that can be pruned reads ('${body.input}') has not one row for each row of the data, so that it cannot be trained: the model is left as it is. --data-free without --data cuts it by its weights.`;
    return { why, notes: [] };
  }
  const lastActivation = lastActivationOf(body.network);
  const replacedBy = (network: CompactNetwork) => {
    const replaced = withNetwork({ ...foreign, body }, network, lastActivation);
    return { ...replaced, grids: { ...grids, ...replaced.grids } };
  };
  const render = (network: CompactNetwork) => encodeModel(stored(replacedBy(network), options));

  const { model: whole, notes: versions } = replacedBy(prepared.start);
  const uncut = encodeModel(whole);
  const notes = [...prepared.notes, ...versions];
  const reading = judged && (await compareOutputs(bytes, uncut, judged.examined));
  if (reading && !(reading.largestDifference <= readingTolerance(foreign.model))) {
    const difference = reading.largestDifference.toPrecision(2);
    const why = `What was read of the model answers differently, by ${difference}: it is left as it is.`;
    return { why, reading, notes };
  }

  if (!structureOf(body.network).levels.some(({ prunable }) => prunable)) {
    const why = `Of the part between '${body.input}' and '${body.output}' nothing can be removed: pixels, outputs, and channels of convolutions with several groups all stay (docs/networks.md, "What can be removed").`;
    return { why, ...(reading && { reading }), notes };
  }

  const way = options.way ?? (prepared.dataset || options.posterior ? 'fit' : 'weights');
  const overheadBytes = uncut.length - 4 * parameterCount(specOf(prepared.start));
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
  // Few epochs teach a posterior little, above all where a unit has many weights, as filters have.
  const rival =
    fit &&
    isOfSizes(options.budget) &&
    (await within((budget) =>
      cutInRounds(taught, { ...options, budget: budget!, epochs: fit.history.length }, cutting),
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
function isOfSizes(budget: Budget | undefined): boolean {
  return budget?.limits.every(({ quantity }) => !isLatency(quantity) && !isScore(quantity)) ?? false;
}

function watched({ signal, onProgress }: ShrinkOptions): Pick<ShrinkOptions, 'signal' | 'onProgress'> {
  return { ...(signal && { signal }), ...(onProgress && { onProgress }) };
}
