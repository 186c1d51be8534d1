import * as v from 'valibot';
import { type PageAnswer, pageErrorCodes } from '../profiler/round/page-messages.ts';
import { answerCheckSchema, pageEnvironmentSchema, roundSchema } from '../profiler/round-schema.ts';
import { amount, count, text } from '../report/schema/values.ts';

const result = v.strictObject({
  round: roundSchema,
  samplesMs: v.pipe(v.array(amount), v.minLength(1)),
  rowsPerCall: v.pipe(count, v.minValue(1)),
  runtime: text(200),
  timerResolutionMs: amount,
  answerCheck: v.exactOptional(answerCheckSchema),
});

/** What a page may post: anybody who has the link may post anything. */
export const pageAnswer: v.GenericSchema<unknown, PageAnswer> = v.variant('kind', [
  v.strictObject({ kind: v.literal('result'), result, environment: pageEnvironmentSchema }),
  v.strictObject({ kind: v.literal('error'), code: v.picklist(pageErrorCodes), message: text(2000) }),
]);
