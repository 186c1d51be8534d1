import * as v from 'valibot';
import type { Task } from '../../../core/index.ts';
import { operation } from '../operation.ts';
import type { TryInput } from '../try/index.ts';
import { handedOutId } from './files.ts';
import { namedData } from './named-data.ts';

const mostRows = 1000;
const mostValues = 2e6;
const mostTexts = 10_000;

/** What a document wants to be fed, and what it answers. */
export interface TryOffer {
  readonly input: TryInput;
  readonly task: Task;
  /** Whether its weights have variances, so that answers can say how uncertain they are. */
  readonly knowsUncertainty: boolean;
  /** Of a model that says nothing of itself, whose input is told from its shape. */
  readonly assumed?: {
    /** What else it may be. */
    readonly others: readonly TryInput[];
    /** What pixels are fed as where nobody says otherwise. */
    readonly pixels: PixelRange;
  };
}

/** From 0 to 1, from -1 to 1, or from 0 to 255. */
export type PixelRange = 'unit' | 'signed' | 'bytes';

export interface TryAnswer {
  readonly label?: string;
  readonly index?: number;
  readonly probabilities?: Float32Array;
  /** In nats. */
  readonly entropy?: number;
  readonly mutualInformation?: number;
  readonly value?: number;
  readonly stdDev?: number;
  /** That holds 95 % of observations. */
  readonly interval?: readonly [number, number];
}

export interface TryAnswers {
  /** Of the uncut posterior; undefined for a model, which is what it is. */
  readonly uncut: readonly TryAnswer[] | undefined;
  /** Of the cut, or of the model. */
  readonly cut: readonly TryAnswer[];
  /** The model puts out scores, of which these are the softmax. */
  readonly softmax: boolean;
}

/** What the view Try asks; models run in a child process. */
export const tryOperations = {
  tryOffer: operation<TryOffer>()(v.strictObject({ document: handedOutId })),
  tryRows: operation<TryAnswers>()(
    v.strictObject({
      document: handedOutId,
      /** Of a posterior; as `parseRule` reads it. */
      cut: v.exactOptional(
        v.strictObject({
          criterion: v.pipe(v.string(), v.maxLength(100)),
          scoredOn: v.exactOptional(namedData),
          widths: v.strictObject({
            multiple: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
            floor: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
          }),
          rule: v.pipe(v.string(), v.maxLength(20_000)),
        }),
      ),
      withUncertainty: v.boolean(),
      /** Raw values, row after row: pixels, numbers, indices of categories (-1 for one never seen), NaN for missing. */
      rows: v.pipe(
        v.instance(Float32Array),
        v.check((rows) => rows.length > 0 && rows.length <= mostValues, 'between 1 and two million values'),
      ),
      count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(mostRows)),
      /** What columns of text have indices of. */
      texts: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(10_000))), v.maxLength(mostTexts))),
    }),
  ),
} as const;
