import { type ExportOptions, loadSameData, scoreGroups } from '../../../api/index.ts';
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
import type { PosteriorSource } from '../documents/open-posterior.ts';

/** A cut of a posterior's file, and how it is to be stored: what pages ask in `pruneOperations`. */
export interface AskedCut extends AskedPosterior {
  readonly storage: ExportStorage;
  readonly rule: string;
}

export interface AskedPosterior extends AskedOrder {
  readonly widths: Widths;
}

/** What members are ordered by. */
export interface AskedOrder extends PosteriorSource {
  readonly criterion: string;
  readonly scoredOn?: NamedData;
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

/** Scores are kept with the posterior: those on data take seconds, and every question needs them. */
const known = new WeakMap<Posterior, Map<string, Promise<Scores>>>();

/** @throws as `scoreGroups` and, where the criterion looks at data, `loadSameData` */
export function scoresFor(posterior: Posterior, { criterion, scoredOn, name }: AskedOrder): Promise<Scores> {
  const scores = known.get(posterior) ?? new Map<string, Promise<Scores>>();
  known.set(posterior, scores);
  const key = JSON.stringify([criterion, scoredOn]);
  const found = scores.get(key) ?? scored(posterior, criterion, scoredOn, name);
  scores.set(key, found);
  found.catch(() => scores.delete(key));
  return found;
}

async function scored(posterior: Posterior, criterion: string, data: NamedData | undefined, name: string) {
  const dataset = data && (await loadNamed(name, posterior, data));
  return scoreGroups(posterior, criterion, dataset);
}

/** The data that a posterior was trained on, as a page names it. Errors as `loadSameData`. */
export function loadNamed(name: string, posterior: Posterior, { source, ...options }: NamedData) {
  return loadSameData(name, posterior, source, options);
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
