import * as v from 'valibot';
import { operation } from '../operation.ts';
import type { CurvePicture, ReportPicture } from './report-picture.ts';

const document = v.pipe(v.string(), v.maxLength(100));
const pair = { before: document, after: document };

/** Reports, and two models or reports side by side. */
export const compareOperations = {
  inspectReport: operation<ReportPicture>()(v.strictObject({ document })),
  inspectTradeOff: operation<CurvePicture>()(v.strictObject({ document })),
  compareDocuments: operation<ComparisonPicture>()(v.strictObject(pair)),
  /** The self-contained page of a report, or of two documents compared. */
  reportPage: operation<{ readonly name: string; readonly html: string }>()(
    v.union([v.strictObject({ document }), v.strictObject(pair)]),
  ),
} as const;

export interface ComparisonPicture {
  readonly report: ReportPicture;
  /** Of two models. */
  readonly nodes: readonly AlignedNodes[] | undefined;
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
