import type { PriorRecord, Tempering } from '../../core/index.ts';
import type { ModelAnswers } from '../answers-compared.ts';
import type { Comparison } from '../compare.ts';
import type { Environment, Profile } from '../model/profile.ts';
import type { Floor } from '../statistics/floor.ts';

export const reportVersion = 1;

/** All that one run measured, as plain data: `report.json`. The tables and pages are functions of it. */
export interface Report {
  /** Tells a report from other JSON. */
  readonly kind: 'secateur-report';
  readonly schemaVersion: typeof reportVersion;
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly environment: Omit<Environment, 'runtime' | 'threads'>;
  /** Absent where models were only profiled. */
  readonly data?: ReportData;
  /** The one named `dense` is what the others are compared to; the first is where none has that name. */
  readonly models: readonly ReportModel[];
  /** What `compareModels` found; the headline's intervals come from here. */
  readonly comparisons?: readonly Comparison[];
  /** What a call costs whatever the model, for each provider that was swept. */
  readonly floors?: readonly Floor[];
  readonly posterior?: ReportPosterior;
  readonly inclusion?: Inclusion;
  readonly tradeOff?: TradeOff;
  /** In the order in which the stages ran. */
  readonly training?: readonly TrainingStage[];
  /** Sentences for people, shown below the headline. */
  readonly summary: readonly string[];
}

export interface ReportData {
  readonly name: string;
  /** Provenance hash of the data set, hexadecimal. */
  readonly sha256: string;
  /** Numbers of examples. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface ReportModel {
  /** `dense`, `posterior-mean`, `pruned`, or any other. */
  readonly name: string;
  readonly file: string;
  /** Widths from inputs to outputs, for example `784-300-100-10`. */
  readonly network?: string;
  /** Weights and biases; absent where they cannot be counted. */
  readonly parameters?: number;
  /** Multiply-accumulates for one example; absent where they cannot be known. */
  readonly macs?: number;
  readonly sizeBytes: number;
  readonly gzipBytes: number;
  readonly brotliBytes?: number;
  /** Classification: share of test examples that were right. */
  readonly accuracy?: number;
  /** Regression: root mean squared error on the test examples, in the target's unit. */
  readonly rmse?: number;
  /** Share of test examples that get the label that the dense model gives them. */
  readonly agreementWithDense?: number;
  /** Largest absolute difference of an output between two providers, over the rows both were given. */
  readonly largestProviderDifference?: number;
  /** What it answered to `profile --data`, so that another model can be compared with it. */
  readonly answers?: ModelAnswers;
  readonly profiles: readonly Profile[];
}

export interface ReportPosterior {
  /** The variational family, for example `node`. */
  readonly family: string;
  readonly prior: PriorRecord;
  /** Factors other than 1 are shown as a tempered (cold) posterior, and the likelihood as it is named. */
  readonly tempering: Tempering;
  /** The decision rule, for example `median` or `budget=12000`. */
  readonly rule: string;
}

export interface Inclusion {
  /** Present when inputs were selected. Pixels in row-major order, channels last. */
  readonly inputs?: InclusionGroup & {
    readonly image?: { readonly height: number; readonly width: number; readonly channels: number };
    /** One for each input, for a ranked list. */
    readonly names?: readonly string[];
  };
  /** Hidden layers, from the input on. */
  readonly layers: readonly InclusionGroup[];
}

export interface InclusionGroup {
  /** Posterior log-odds of inclusion, one for each input or unit before the cut. */
  readonly logOdds: readonly number[];
  /** Log-odds above which the rule keeps: 0 for the median probability model. */
  readonly cut: number;
  /** How many the exported network has: what no kept unit reads is removed too. */
  readonly kept: number;
}

export interface TradeOff {
  /** The examples that the scores come from. */
  readonly measuredOn: 'validation' | 'test';
  /** The reference line: the dense network on the same examples. */
  readonly dense?: TradeOffPoint;
  /** Along the nested cuts, in any order. */
  readonly cuts: readonly (TradeOffPoint & { readonly chosen?: boolean })[];
}

/** One of `accuracy` (share) and `rmse` (the target's unit). */
export interface TradeOffPoint {
  readonly parameters: number;
  readonly accuracy?: number;
  readonly rmse?: number;
}

export interface TrainingStage {
  /** For example `dense`, `posterior`, `fine-tune`. */
  readonly stage: string;
  readonly epochs: readonly {
    readonly epoch: number;
    /** Means over the epoch by name; `loss` is drawn. */
    readonly figures: Readonly<Record<string, number>>;
    readonly validation: { readonly name: string; readonly value: number; readonly logLikelihood?: number };
  }[];
}
