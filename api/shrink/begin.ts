import type { Dataset } from '../../datasets/index.ts';
import { usualCalibrationShare } from '../../exporter/index.ts';
import type { ForeignModel } from '../../onnx/index.ts';
import { calibrationRows } from '../cuts/certified.ts';
import { recordedPercentiles } from '../cuts/recorded-latency.ts';
import { checkPosterior } from './body/check-posterior.ts';
import { withoutClaims } from './body/without-claims.ts';
import { lossAgainst } from './compare/compared.ts';
import { isWithinBudget, missed } from './cut/already-within.ts';
import { type BodyToCut, bodiesToCut } from './cut/body-budgets.ts';
import { checkScores } from './cut/check-budget.ts';
import { type Judged, scoreOf } from './cut/finished-cut.ts';
import { examine } from './reading/examined.ts';
import type { ShrinkOptions, ShrinkSource } from './shrink-options.ts';

/** What is known before anything is cut. */
export interface Begun {
  readonly foreign: ForeignModel;
  /** How the original takes the data and is judged by them; absent without data. */
  readonly judged?: Judged;
  /** Rows that nothing is chosen by. */
  readonly test: Uint32Array;
  /** What is to be cut, in that order; the largest part last. */
  readonly parts: readonly BodyToCut[];
}

/**
 * Looks at model, data and options.
 * @returns why the model stays as it is, where that is known already
 * @throws ARGUMENT_INVALID for options that do not go together; as `examine`
 */
export async function begin(source: ShrinkSource, options: ShrinkOptions): Promise<Begun | { readonly why: string }> {
  const { bytes } = source;
  const foreign = withoutClaims(source.foreign);
  const { body } = foreign;
  const { dataset, budget, recordedDevice } = options;
  // What a recording does not say, or nobody asks it, is no reason to train first.
  if (recordedDevice) recordedPercentiles(recordedDevice, budget ?? { limits: [] });
  if (!body) return { why: `No part of the model is a network that can be pruned.${missed(source, budget)}` };
  if (options.posterior) checkPosterior(options.posterior, body, source.name);
  if (isWithinBudget(source, body, options)) return { why: 'The model is within the budget already.' };
  const examined = dataset && (await examine(source, dataset, options.pixelScale));
  if (dataset || !options.tradeOff) checkScores(budget, examined && scoreOf(examined));
  const { calibration, test } = testParts(dataset, options);
  const lossOf = examined && dataset && lossAgainst(bytes, examined, dataset.split.validation);
  return {
    foreign,
    ...(examined && dataset && lossOf && { judged: { examined, dataset, lossOf, calibration } }),
    test,
    parts: bodiesToCut(foreign, body, options),
  };
}

/** Of the test rows those that a guarantee is tested on, and those that are reported on: all, where none is asked for. */
function testParts(
  dataset: Dataset | undefined,
  { rule, calibrationShare = usualCalibrationShare, seed = 0 }: ShrinkOptions,
) {
  const isTested = dataset && rule?.name === 'certified';
  return isTested
    ? calibrationRows(dataset, calibrationShare, seed)
    : { calibration: new Uint32Array(), test: dataset?.split.test ?? new Uint32Array() };
}
