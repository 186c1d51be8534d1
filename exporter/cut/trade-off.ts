import type { NetworkSize } from './plan.ts';
import type { PredictedRise } from './predict-rise.ts';
import type { Widths } from './widths.ts';

/** Everything there is to choose from, measured once: nested cuts from the whole network to the smallest. */
export interface TradeOffCurve {
  readonly schemaVersion: 1;
  /** Of the posterior's file, as `encodePosterior` writes it: the curve is about no other. */
  readonly posteriorSha256: string;
  readonly criterion: string;
  readonly widths?: Widths;
  readonly measuredOn: {
    readonly part: 'validation';
    readonly rows: number;
    readonly dataSha256: string;
    /** `negative-log-likelihood` in nats a row; `squared-error` in the target's unit where no noise is known. */
    readonly loss: 'negative-log-likelihood' | 'squared-error';
    readonly score: 'accuracy' | 'rmse' | 'deviance';
  };
  /** The uncut posterior mean, which every rise is measured against. */
  readonly original: NetworkSize & { readonly sizeBytes: number } & TradeOffFigures;
  /** From the largest to the smallest. */
  readonly points: readonly TradeOffPoint[];
  /** Spearman's rank correlation of each prediction with the measured rise of the loss, over the points. */
  readonly rankCorrelation: Correlations;
  /**
   * The same of what each step from a point to the next adds. Predictions can only rise along nested cuts, so that the
   * former is high wherever the measured loss rises; this one says whether they know where.
   */
  readonly stepCorrelation: Correlations;
}

export interface TradeOffFigures {
  /** Mean over the rows. */
  readonly loss: number;
  readonly score: number;
}

export interface TradeOffPoint extends NetworkSize {
  /** As `parseRule` reads it: what cuts the same posterior to this network again. */
  readonly rule: string;
  readonly sizeBytes: number;
  /** What the posterior alone says of the rise of the loss over all training rows, in nats: see `predictRise`. */
  readonly predicted: PredictedRise;
  readonly measured: MeasuredRise;
  /** After fine-tuning, where that was asked for. */
  readonly fineTuned?: MeasuredRise;
}

export interface MeasuredRise extends TradeOffFigures {
  /** Of the mean loss against the original on the same rows; negative where the cut is better. */
  readonly lossRise: number;
  /** Of that rise: rows are paired. */
  readonly standardError: number;
  /** As a budget counts it: accuracy lost, or the rise of rmse or deviance as a part of the original's. */
  readonly scoreLoss: number;
}

/** Absent where it is not defined: too few points, or no variation. */
export type Correlations = Readonly<Partial<Record<keyof PredictedRise, number>>>;
