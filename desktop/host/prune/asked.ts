import type { ExportOptions } from '../../../api/index.ts';
import { type PlanOptions, parsePredictive, parseRule, type Widths } from '../../../exporter/index.ts';
import type { ExportStorage, NamedData } from '../../shared/index.ts';
import type { PosteriorSource } from '../documents/open-posterior.ts';

/** A cut of a posterior's file, and how it is to be stored: what pages ask in `pruneOperations`. */
export interface AskedCut extends AskedPosterior {
  readonly storage: ExportStorage;
  readonly rule: string;
}

export interface AskedPosterior extends PosteriorSource {
  readonly criterion: string;
  readonly widths: Widths;
}

export interface AskedExport extends AskedCut {
  readonly output: string;
  readonly isPackage: boolean;
  readonly data?: NamedData;
  readonly fineTune?: { readonly epochs?: number };
}

export function planOptionsOf({ criterion, widths }: AskedPosterior): PlanOptions & { readonly criterion: string } {
  return { criterion, widths };
}

/** How the file is stored, in the words of `exportPosterior`. @throws ARGUMENT_INVALID */
export function storageOptionsOf({ storage }: Pick<AskedCut, 'storage'>) {
  const { weights, activations, lean, predictive, adjustable, narrowInput } = storage;
  return {
    weights,
    activations,
    ...(lean && { lean }),
    ...(narrowInput && { narrowInput }),
    ...(predictive !== undefined && { predictive: parsePredictive(predictive) }),
    ...(adjustable !== undefined && { adjustable }),
  };
}

/** @throws ARGUMENT_INVALID */
export function exportOptionsOf(asked: AskedExport): ExportOptions {
  const { rule, criterion, widths, output, isPackage, data, fineTune } = asked;
  return {
    ...(isPackage ? { package: output } : { output }),
    rule: parseRule(rule),
    criterion,
    ...(widths.multiple !== undefined && { round: widths.multiple }),
    ...(widths.floor !== undefined && { floor: widths.floor }),
    ...storageOptionsOf(asked),
    ...(data && { data: data.source, ...(data.target !== undefined && { target: data.target }) }),
    ...(data && fineTune && { fineTune: data.source }),
    ...(fineTune?.epochs !== undefined && { fineTuneEpochs: fineTune.epochs }),
  };
}
