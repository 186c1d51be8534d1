import * as v from 'valibot';
import { amount, count, text } from '../report/schema/values.ts';

export const coldStartSchema = v.strictObject({ load: amount, create: amount, firstRun: amount });

/** Of reports, and of what pages post. */
export const roundSchema = v.strictObject({
  coldStartMs: coldStartSchema,
  peakRssBytes: v.exactOptional(count),
  warmUpCalls: count,
  stable: v.boolean(),
  calibrationMs: amount,
  calibrationsMs: v.exactOptional(v.array(amount)),
  callsPerSample: v.exactOptional(v.pipe(count, v.minValue(1))),
  privateBytes: v.exactOptional(count),
  cpuMsPerCall: v.exactOptional(amount),
  callsPerSecond: v.exactOptional(amount),
  joulesPerCall: v.exactOptional(amount),
});

/** Of reports, and of what pages post. */
export const answerCheckSchema = v.strictObject({
  answers: v.picklist(['right', 'wrong', 'unchecked']),
  why: v.exactOptional(text(2000)),
});

export const pageEnvironmentSchema = v.strictObject({
  userAgent: text(1000),
  platform: text(200),
  cores: v.pipe(count, v.maxValue(4096)),
  deviceMemoryGb: v.exactOptional(amount),
  gpu: v.exactOptional(text(200)),
  isSecureContext: v.boolean(),
  isCrossOriginIsolated: v.boolean(),
  limits: v.pipe(v.array(text(500)), v.maxLength(20)),
});
