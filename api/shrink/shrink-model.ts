import { type CompactNetwork, type Posterior, parameterCount, specOf } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import type { PruningPlan, TradeOffCurve } from '../../exporter/index.ts';
import { encodeModel } from '../../onnx/index.ts';
import { calibrationRows } from '../cuts/certified.ts';
import { tradeOff } from '../cuts/trade-off.ts';
import { isWithinBudget, missed } from './already-within.ts';
import { bestOf } from './best-of.ts';
import { checkBudget, checkScores } from './check-budget.ts';
import { checkPosterior } from './check-posterior.ts';
import { compareAnswers, compareLatency, compareOutputs, lossAgainst } from './compared.ts';
import { type Examined, examine } from './examined.ts';
import { fileSize } from './file-size.ts';
import { type CutContext, finishedCut, scoreOf } from './finished-cut.ts';
import { fitBody } from './fit-body.ts';
import { type Prepared, prepare, prepareWithoutData } from './prepared.ts';
import { notesOnRounding, readingTolerance } from './reading-tolerance.ts';
import { withNetwork } from './replaced.ts';
import type { ShrinkOptions, ShrinkSource } from './shrink-options.ts';
import type { ShrinkReport } from './shrink-report.ts';
import { lastActivationOf } from './start-network.ts';
import { stored } from './stored.ts';
import { weightsPosterior } from './weights-posterior.ts';

export interface Shrunk {
  /** The smaller model's file, or the original's where nothing was done. */
  readonly model: Uint8Array;
  readonly report: ShrinkReport;
  /** For another cut (`ShrinkOptions.posterior`); absent where nothing was done. */
  readonly posterior?: Posterior;
  /** See `ShrinkOptions.measureTradeOff`. */
  readonly tradeOff?: TradeOffCurve;
}

/**
 * Removes what a model does not need from the part of it that can be read, and leaves the rest as it is. Choices are made on
 * the training and validation rows; the test rows are read once, at the end.
 * @throws BUDGET_OUT_OF_REACH with the least that can be reached; SHAPE_MISMATCH, DATA_INVALID when model and data do not
 * fit each other; as training and sessions
 */
export async function shrinkModel(source: ShrinkSource, options: ShrinkOptions = {}): Promise<Shrunk> {
  const { foreign, bytes } = source;
  const { body } = foreign;
  const { dataset, budget, seed = 0 } = options;
  if (!body) return unchanged(source, `No part of the model is a network that can be pruned.${missed(source, budget)}`);
  if (options.posterior) checkPosterior(options.posterior, body, source.name);
  if (isWithinBudget(source, body, options)) return unchanged(source, 'The model is within the budget already.');
  const examined = dataset && (await examine(source, dataset, options.pixelScale));
  if (dataset || !options.tradeOff) checkScores(budget, examined && scoreOf(examined));
  const prepared = examined
    ? await prepare(source, body, dataset, examined, options.posterior)
    : prepareWithoutData({ body }, options.posterior);
  if (!prepared) {
    const why = `What the part that can be pruned reads ('${body.input}') has not one row for each row of the data, so that it cannot be trained: the model is left as it is. --data-free without --data cuts it by its weights.${missed(source, budget)}`;
    return unchanged(source, why, { notes: examined?.notes ?? [] });
  }
  const lastActivation = lastActivationOf(body.network);
  const spliced = (network: CompactNetwork) => withNetwork(foreign, network, lastActivation);
  const render = (network: CompactNetwork) => encodeModel(stored(spliced(network), options));

  const { model: whole, notes: versions } = spliced(prepared.start);
  const uncut = encodeModel(whole);
  const notes = [...(examined?.notes ?? []), ...prepared.notes, ...versions, ...notesOnRounding(foreign.model)];
  const reading = examined && (await compareOutputs(bytes, uncut, examined));
  if (reading && !(reading.largestDifference <= readingTolerance(foreign.model))) {
    const difference = reading.largestDifference.toPrecision(2);
    const why = `What was read of the model answers differently, by ${difference}: it is left as it is.${missed(source, budget)}`;
    return unchanged(source, why, { reading, notes });
  }

  const way = options.way ?? (prepared.dataset || options.posterior ? 'fit' : 'weights');
  const overheadBytes = uncut.length - 4 * parameterCount(specOf(prepared.start));
  checkBudget(options, way, prepared);
  const posterior = options.posterior ?? (await posteriorOf(prepared, way, overheadBytes, options));
  const lossOf = examined && dataset && lossAgainst(bytes, examined, dataset.split.validation);
  const { calibration, test } = testParts(dataset, options);
  const context: CutContext = {
    ...{ original: bytes, prepared, way, render },
    ...(examined && dataset && lossOf && { judged: { examined, dataset, lossOf, calibration } }),
  };
  const first = await finishedCut(posterior, way, options, context);
  const isFitted = way === 'fit' && options.posterior === undefined && prepared.dataset !== undefined;
  // The same budget cut by the size of the original's weights: better where few epochs have taught a posterior little.
  const rival =
    isFitted &&
    isOfSizes(options) &&
    (await finishedCut(weightsPosterior(prepared.start), 'weights', { ...options, criterion: 'magnitude' }, context));
  const { plan, figures, guarantee, model } = rival ? await bestOf([first, rival], lossOf) : first;
  const curve = options.measureTradeOff && isFitted && (await tradeOff(posterior, prepared.dataset, watched(options)));
  return {
    model,
    posterior,
    ...(curve && { tradeOff: curve }),
    report: {
      way,
      why: plan.why,
      file: { before: fileSize(bytes, source.name), after: fileSize(model, source.name) },
      network: { before: plan.before, after: plan.after },
      ...(figures.length > 0 && { budget: figures }),
      ...(guarantee && { guarantee }),
      ...(examined && dataset && (await measuredOn(bytes, model, examined, test, seed))),
      ...(reading && { reading }),
      ...keptNames(prepared, plan),
      obstacles: foreign.obstacles,
      notes,
    },
  };
}

/** Whether the budget speaks of sizes, which two cuts can both use up. */
function isOfSizes({ budget }: ShrinkOptions): boolean {
  return budget?.limits.every(({ quantity }) => ['bytes', 'parameters', 'macs'].includes(quantity)) ?? false;
}

/** Of the test rows those that a guarantee is tested on, and those that are reported on: all, where none is asked for. */
function testParts(dataset: Dataset | undefined, { rule, calibrationShare = 0.5, seed = 0 }: ShrinkOptions) {
  const isTested = dataset && rule?.name === 'certified';
  return isTested
    ? calibrationRows(dataset, calibrationShare, seed)
    : { calibration: new Uint32Array(), test: dataset?.split.test ?? new Uint32Array() };
}

function watched({ signal, onProgress }: ShrinkOptions): Pick<ShrinkOptions, 'signal' | 'onProgress'> {
  return { ...(signal && { signal }), ...(onProgress && { onProgress }) };
}

function posteriorOf(
  prepared: Prepared,
  way: 'fit' | 'weights',
  overheadBytes: number,
  options: ShrinkOptions,
): Promise<Posterior> | Posterior {
  const { start, dataset } = prepared;
  return way === 'fit' && dataset ? fitBody(dataset, start, overheadBytes, options) : weightsPosterior(start);
}

async function measuredOn(
  before: Uint8Array,
  after: Uint8Array,
  examined: Examined,
  rows: Uint32Array,
  seed: number,
): Promise<Pick<ShrinkReport, 'answers' | 'latency'>> {
  return {
    ...(rows.length > 0 && { answers: await compareAnswers(before, after, examined, rows, seed) }),
    latency: await compareLatency(before, after, examined),
  };
}

/** Which features of a table are still read. */
function keptNames({ start: { input } }: Prepared, { keptInputs }: PruningPlan): Pick<ShrinkReport, 'keptInputs'> {
  if (input.kind === 'image' || keptInputs.length === input.columns.length) return {};
  return { keptInputs: keptInputs.map((index) => input.columns[index]!.name) };
}

function unchanged(
  { name, bytes, foreign }: ShrinkSource,
  why: string,
  { reading, notes = [] }: { readonly [Key in 'reading' | 'notes']?: ShrinkReport[Key] } = {},
): Shrunk {
  const size = fileSize(bytes, name);
  const report: ShrinkReport = {
    way: 'unchanged',
    why,
    file: { before: size, after: size },
    obstacles: foreign.obstacles,
    ...(reading && { reading }),
    notes,
  };
  return { model: bytes, report };
}
