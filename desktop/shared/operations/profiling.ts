import * as v from 'valibot';
import type { OperatorTime } from '../../../runtime/index.ts';
import type { JobOf } from '../job.ts';
import { operation } from '../operation.ts';
import { handedOutId } from './files.ts';
import type { ReportPicture } from './report-picture.ts';

const count = (maximum: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(maximum));
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** As the options of `secateur profile`, and with the same defaults. */
const choices = v.strictObject({
  /** As `ProfileOptions.devices`: `cpu`, `cpu:1-4`, `webgpu`, `wasm`, `browser` and so on. */
  devices: v.exactOptional(v.pipe(v.array(text), v.minLength(1), v.maxLength(20))),
  rounds: v.exactOptional(count(1000)),
  threads: v.exactOptional(count(1024)),
  /** Of adjustable models. */
  width: v.exactOptional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
  /** `stream`, `offline=64`, `rate=200/s` */
  scenario: v.exactOptional(text),
  /** A file of rows to measure with. */
  input: v.exactOptional(v.pipe(v.string(), v.maxLength(4096))),
  dimensions: v.exactOptional(v.record(text, count(2 ** 31))),
  seed: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(2 ** 32 - 1))),
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
      /** Where the report is kept, as a .json file; nowhere by default. */
      output: v.exactOptional(v.pipe(v.string(), v.maxLength(4096))),
    }),
  ),
  /** What a job that is done has measured, as reports are shown. */
  profileResult: operation<ReportPicture>()(v.strictObject({ job: handedOutId })),
  /** Where a call spends its time in onnxruntime-node, by its own profiler. */
  operatorTimes: operation<readonly OperatorTime[]>()(
    v.strictObject({ document: handedOutId, threads: v.exactOptional(count(1024)) }),
  ),
} as const;
