import type { OnProgress, Posterior } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import type { Budget, CertifiedRule, Rule, TradeOffCurve, WeightFormat, Widths } from '../../exporter/index.ts';
import type { ForeignModel } from '../../onnx/index.ts';
import type { RecordedDevice } from '../../runtime/index.ts';
import type { Engine } from '../../trainer/index.ts';
import type { PixelScale } from './feeds/feeds.ts';

/** A model to shrink, as `readModel` reads it. */
export interface ShrinkSource {
  /** What messages call it. */
  readonly name: string;
  /** A file that runs by itself, with the weights that other files hold. */
  readonly bytes: Uint8Array;
  readonly foreign: ForeignModel;
}

export interface ShrinkOptions {
  /** What the model was made for. Without it nothing is trained and no accuracy is measured. */
  readonly dataset?: Dataset;
  /** What the model may cost. */
  readonly budget?: Budget;
  /**
   * How many parts of the model are cut where it has several that are networks (two heads, a trunk in pieces), the largest
   * first; default `all`, since a budget is one of the whole file. One alone with `posterior`, `measureTradeOff` or a
   * guarantee.
   */
  readonly bodies?: number | 'all';
  /** Another device, by whose recording latencies of the budget are predicted (`readRecordedDevice`), not measured here; an error without such a budget. */
  readonly recordedDevice?: RecordedDevice;
  /** What stays where there is no budget; default `median`: what is more probably needed than not. */
  readonly rule?: Rule | CertifiedRule;
  /** Part of the test rows that `certified` looks at, the others are what is reported on; default .5. */
  readonly calibrationShare?: number;
  /**
   * `fit` (default with data) fits a posterior whose slab means begin at the model's weights, the model its teacher;
   * `weights` goes by a score of the weights alone.
   */
  readonly way?: 'fit' | 'weights';
  /** Of the way `weights`: how units are scored; default `magnitude`. */
  readonly criterion?: string;
  /** What the widths of hidden layers have to be. */
  readonly widths?: Widths;
  /** How weights are stored; default `float32`. */
  readonly weights?: WeightFormat;
  /** Whether the file has the shortest names and no annotations; inputs and outputs keep their names. */
  readonly lean?: boolean;
  /** A posterior of an earlier call, to be cut to another budget without training it again. */
  readonly posterior?: Posterior;
  /** The curve of that posterior (`measureTradeOff`): what budgets of scores go by where there are no data. */
  readonly tradeOff?: TradeOffCurve;
  /** Whether to measure the whole curve of cuts as well, on the validation rows; only when a posterior is fitted. */
  readonly measureTradeOff?: boolean;
  /** What the model takes for black and white pixels; by default found out. */
  readonly pixelScale?: PixelScale;
  readonly epochs?: number;
  readonly fineTuneEpochs?: number;
  readonly seed?: number;
  readonly engine?: Engine;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}
