import type { ExportOptions } from '../../../api/index.ts';
import type { Posterior, Scores } from '../../../core/index.ts';
import {
  isCertified,
  type PlanOptions,
  parseCertified,
  parseMixed,
  parsePredictive,
  parseRule,
  type TradeOffCurve,
  type Widths,
} from '../../../exporter/index.ts';
import type { ExportStorage, NamedData } from '../../shared/index.ts';
import { type AskedOrder, scoresFor } from './known-scores.ts';

/** A cut of a posterior's file, and how it is to be stored: what pages ask in `pruneOperations`. */
export interface AskedCut extends AskedPosterior {
  readonly storage: ExportStorage;
  readonly rule: string;
}

export interface AskedPosterior extends AskedOrder {
  readonly widths: Widths;
}

export interface AskedExport extends AskedCut {
  readonly output: string;
  readonly isPackage: boolean;
  readonly data?: NamedData;
  readonly fineTune?: {
    readonly epochs?: number;
    readonly rate?: number;
    readonly weightDecay?: number;
    readonly augment?: 'affine';
  };
  readonly measureRounding: boolean;
}

export interface AskedBudget extends Omit<AskedCut, 'rule'> {
  readonly budget: string;
  readonly data?: NamedData;
  /** Where scores are read, if one is of this posterior; the latest last. */
  readonly curves: readonly TradeOffCurve[];
}

export async function planOptionsOf(
  posterior: Posterior,
  asked: AskedPosterior,
): Promise<PlanOptions & { readonly criterion: Scores }> {
  const { widths } = asked;
  const criterion = await scoresFor(posterior, asked);
  // As in an export: a file does not speak of widths that nobody chose.
  return widths.multiple === undefined && widths.floor === undefined ? { criterion } : { criterion, widths };
}

/** How the file is stored, in the words of `exportPosterior`. @throws ARGUMENT_INVALID */
export function storageOptionsOf({ storage }: Pick<AskedCut, 'storage'>) {
  const { weights, activations, block, lean, predictive, adjustable, widths, narrowInput } = storage;
  return {
    weights: isMixed(weights) ? parseMixed(weights) : weights,
    activations,
    ...(block !== undefined && { block }),
    ...(lean && { lean }),
    ...(narrowInput && { narrowInput }),
    ...(predictive !== undefined && { predictive: parsePredictive(predictive) }),
    ...(adjustable !== undefined && { adjustable }),
    ...(adjustable !== undefined && widths && { widths }),
  };
}

function isMixed(weights: ExportStorage['weights']): weights is `mixed=${string}` {
  return weights.startsWith('mixed=');
}

/** @throws ARGUMENT_INVALID */
export function exportOptionsOf(asked: AskedExport): ExportOptions {
  const { rule, criterion, widths, output, isPackage, scoredOn, data = scoredOn, fineTune, measureRounding } = asked;
  const { source, ...dataOptions } = data ?? { source: undefined };
  return {
    ...(isPackage ? { package: output } : { output }),
    rule: isCertified(rule) ? parseCertified(rule) : parseRule(rule),
    criterion,
    ...(widths.multiple !== undefined && { round: widths.multiple }),
    ...(widths.floor !== undefined && { floor: widths.floor }),
    ...(measureRounding && { measureRounding }),
    ...storageOptionsOf(asked),
    ...(source !== undefined && { data: source, ...dataOptions }),
    ...(source !== undefined && fineTune && { fineTune: source }),
    ...(fineTune?.epochs !== undefined && { fineTuneEpochs: fineTune.epochs }),
    ...(fineTune?.rate !== undefined && { fineTuneRate: fineTune.rate }),
    ...(fineTune?.weightDecay !== undefined && { weightDecay: fineTune.weightDecay }),
    ...(fineTune?.augment !== undefined && { augment: fineTune.augment }),
  };
}
