import { SecateurError } from '../../core/index.ts';
import type { AdjustableBy, Budget, MixedWeights, Predictive, WeightFormat } from '../../exporter/index.ts';
import { type DataOptions, filesOf } from '../data-options.ts';
import { checkPlaceOptions, type PlaceOptions } from '../package/place-options.ts';
import { type FineTuneHow, firstGiven, trainingOptions } from './fine-tune-options.ts';
import { checkRuleOptions, type RuleOptions } from './rule-options.ts';
import type { WidthOptions } from './width-options.ts';

export interface ExportOptions extends DataOptions, FineTuneHow, PlaceOptions, RuleOptions, WidthOptions {
  readonly budget?: Budget;
  /** A report of another device, by which latencies of the budget are predicted: see `readRecordedDevice`. */
  readonly deviceProfile?: string;
  readonly tradeOff?: string;
  readonly narrowInput?: boolean;
  readonly criterion: string;
  readonly data?: string;
  readonly dense?: boolean;
  readonly fineTune?: string;
  readonly fineTuneEpochs?: number;
  readonly weights: WeightFormat | 'auto' | MixedWeights;
  /** How many weights of a unit share a step of their codes. */
  readonly block?: number;
  readonly lean?: boolean;
  readonly predictive?: Predictive;
  /** How the width of the file is chosen; `true` is `load`. */
  readonly adjustable?: true | AdjustableBy;
  readonly widths?: readonly number[];
  readonly activations: 'float' | 'dynamic' | 'static';
  readonly calibrate?: string;
}

/** The files the command reads. */
export function inputsOf(source: string, options: ExportOptions): string[] {
  const { fineTune, data, tradeOff, calibrate, deviceProfile, profile = [] } = options;
  const named = [...profile, fineTune, data, tradeOff, calibrate, deviceProfile].filter((path) => path !== undefined);
  return [source, ...named, ...filesOf(options)];
}

/** Whether a file holds other weights, or computes with others, than float32. */
export function isStoredOtherwise({ weights, activations }: ExportOptions): boolean {
  return weights !== 'float32' || activations !== 'float';
}

function isCoded({ weights }: ExportOptions): boolean {
  return weights !== 'float32' && weights !== 'float16';
}

/** @throws ARGUMENT_INVALID where there is no latency to predict, or one pass is not what a call takes */
function checkDeviceProfile({ budget, predictive }: ExportOptions): void {
  if (!budget) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      '--device-profile is only read by a --budget of latency, such as "p99<1ms". Add one, or leave it out.',
    );
  }
  if (!predictive || predictive.kind === 'mean') return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    '--device-profile predicts the latency of one pass through a network, and --predictive takes more than one. Leave one of them out.',
  );
}

/** How to train, and how data is read, is nothing without data. @throws ARGUMENT_INVALID */
export function refuseIdleOptions(options: ExportOptions): void {
  const { fineTune } = options;
  checkPlaceOptions(options);
  if (options.tradeOff !== undefined && options.budget === undefined) {
    throw new SecateurError('ARGUMENT_INVALID', '--trade-off is only read by a --budget. Add one, or leave it out.');
  }
  if (options.deviceProfile !== undefined) checkDeviceProfile(options);
  const { data = fineTune } = options;
  checkRuleOptions(options, data);
  if (typeof options.weights === 'object' && data === undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      'A mix of formats is tried on validation rows: name the data that the posterior was trained on with --data.',
    );
  }
  if (options.block !== undefined && (fineTune !== undefined || options.activations !== 'float' || !isCoded(options))) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      '--block is about codes that are found when the file is written: it goes with --weights int8 to int2, and neither with --fine-tune nor with --activations, whose codes have one step a unit.',
    );
  }
  if (options.measureRounding && (options.round === undefined || options.dense)) {
    throw new SecateurError('ARGUMENT_INVALID', '--measure-rounding is about --round. Add one, or leave it out.');
  }
  if (options.widths && !options.adjustable) {
    throw new SecateurError('ARGUMENT_INVALID', '--widths are those of --adjustable. Add that, or leave them out.');
  }
  if ((options.predictive || options.adjustable) && (options.lean || isStoredOtherwise(options))) {
    const what = options.predictive ? '--predictive' : '--adjustable';
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${what} needs weights as float32. Leave it out, or what makes the file smaller otherwise (--weights, --activations, --lean).`,
    );
  }
  const { activations, calibrate = data } = options;
  if (activations === 'static' && calibrate === undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      '--activations static fixes steps by what it sees. Add --calibrate and the data to look at.',
    );
  }
  if (activations === 'static' && options.narrowInput) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      '--activations static cannot be calibrated behind --narrow-input. Choose dynamic activations, or keep the columns.',
    );
  }
  if (activations !== 'static' && options.calibrate !== undefined) {
    throw new SecateurError('ARGUMENT_INVALID', '--calibrate is only read by --activations static. Add that.');
  }
  if (fineTune !== undefined) return;
  const idle = firstGiven({
    '--fine-tune-epochs': options.fineTuneEpochs,
    ...trainingOptions(options),
    ...(calibrate === undefined && {
      '--target': options.target,
      '--target-file': options.targetFile,
      '--task': options.task,
      '--validation-fraction': options.validationFraction,
      '--test-fraction': options.testFraction,
      '--image-size': options.imageSize,
      '--grey': options.grey,
      '--image-shape': options.imageShape,
      '--test-file': options.testFile,
      '--split': options.split,
    }),
  });
  if (idle === undefined) return;
  throw new SecateurError('ARGUMENT_INVALID', `${idle} needs --fine-tune <data>. Name the data to train on.`);
}
