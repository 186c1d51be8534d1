import * as v from 'valibot';
import { operation } from '../operation.ts';
import { handedOutId } from './files.ts';
import { namedData } from './named-data.ts';
import type { CurvePicture, ReportPicture } from './report-picture.ts';

const pair = { before: handedOutId, after: handedOutId, data: v.exactOptional(namedData) };

/** Reports, and two models or reports side by side. */
export const compareOperations = {
  inspectReport: operation<ReportPicture>()(v.strictObject({ document: handedOutId })),
  inspectTradeOff: operation<CurvePicture>()(v.strictObject({ document: handedOutId })),
  compareDocuments: operation<ComparisonPicture>()(v.strictObject(pair)),
  /** The self-contained page of a report, or of two documents compared. */
  reportPage: operation<{ readonly name: string; readonly html: string }>()(
    v.union([v.strictObject({ document: handedOutId }), v.strictObject(pair)]),
  ),
} as const;

export interface ComparisonPicture {
  readonly report: ReportPicture;
  /** How the first models of both answer the same rows, where data was given. */
  readonly answers: AnswersPicture | undefined;
  /** Of two models. */
  readonly nodes: readonly AlignedNodes[] | undefined;
}

/** As `AnswersCompared` of the runtime, of which this is a part. */
export interface AnswersPicture {
  readonly data: { readonly name: string };
  readonly rows: number;
  readonly figure: 'accuracy' | 'rmse';
  readonly before: number;
  readonly after: number;
  /** Shares of what it was: above 0 where `after` is worse. */
  readonly loss: { readonly difference: number; readonly atMost: number; readonly confidence: number };
  readonly agreement: number;
  readonly mcnemar?: { readonly onlyBefore: number; readonly onlyAfter: number; readonly pValue: number };
}

export type NodeChange = 'same' | 'narrowed' | 'widened' | 'changed' | 'added' | 'removed';

/** A node of one model and what stands in its place in the other. */
export interface AlignedNodes {
  readonly change: NodeChange;
  readonly before: AlignedNode | undefined;
  readonly after: AlignedNode | undefined;
}

export interface AlignedNode {
  /** In the model's list. */
  readonly node: number;
  readonly operator: string;
  /** Of the node, or of what it puts out where it has none. */
  readonly name: string;
  /** Shapes of the weights that it reads. */
  readonly weights: readonly (readonly number[])[];
  /** Of its first output for one example, where known. */
  readonly output: readonly number[] | undefined;
}
