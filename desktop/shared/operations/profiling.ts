import * as v from 'valibot';
import type { OperatorTime } from '../../../runtime/index.ts';
import type { JobOf } from '../job.ts';
import { operation } from '../operation.ts';
import { handedOutId } from './files.ts';
import type { ReportPicture } from './report-picture.ts';

export type { OperatorTime };

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** Of the options of `secateur profile` those that the view offers, with the same defaults. */
const choices = v.strictObject({
  /** As `ProfileOptions.devices`: `cpu`, `cpu:1-4`, `webgpu`, `wasm`, `browser` and so on. */
  devices: v.exactOptional(v.pipe(v.array(text), v.minLength(1), v.maxLength(20))),
  rounds: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1000))),
  /** `stream`, `offline=64`, `rate=200/s` */
  scenario: v.exactOptional(text),
  /** Also what a call costs whatever the model, by generated networks. */
  floor: v.exactOptional(v.boolean()),
});
export type ProfilingChoices = v.InferOutput<typeof choices>;

/** What the view Profile asks. */
export const profilingOperations = {
  /** Models are measured together, so that a drift of the machine hits all alike; the job's result is a report. */
  startProfile: operation<JobOf<'profile'>>()(
    v.strictObject({
      models: v.pipe(v.array(handedOutId), v.minLength(1), v.maxLength(20)),
      options: choices,
    }),
  ),
  /** What a job that is done has measured, as reports are shown. */
  profileResult: operation<ReportPicture>()(v.strictObject({ job: handedOutId })),
  /** Where a call spends its time in onnxruntime-node, by its own profiler. */
  operatorTimes: operation<readonly OperatorTime[]>()(v.strictObject({ document: handedOutId })),
} as const;
