import * as v from 'valibot';
import type { Profile } from '../../model/profile.ts';
import { answerCheckSchema, coldStartSchema, pageEnvironmentSchema, roundSchema } from '../../profiler/round-schema.ts';
import { amount, count, interval, machine, provider } from './values.ts';

const fileSizes = v.strictObject({ sizeBytes: count, gzipBytes: count, brotliBytes: count });

export const profile: v.GenericSchema<unknown, Profile> = v.strictObject({
  schemaVersion: v.literal(1),
  model: v.strictObject({
    name: v.string(),
    file: v.string(),
    sha256: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
    width: v.exactOptional(amount),
    sizeBytes: count,
    gzipBytes: count,
    brotliBytes: v.exactOptional(count),
  }),
  provider,
  latencyMs: v.strictObject({
    p50: amount,
    p90: amount,
    p99: amount,
    mean: amount,
    p50Interval: interval,
    p90Interval: interval,
    p99Interval: interval,
    meanInterval: interval,
    stdDev: v.exactOptional(amount),
    medianDeviation: v.exactOptional(amount),
    samples: v.array(v.array(amount)),
  }),
  coldStartMs: coldStartSchema,
  rounds: v.array(roundSchema),
  peakRssBytes: v.exactOptional(count),
  modelMemoryBytes: v.exactOptional(count),
  cpuMsPerCall: v.exactOptional(amount),
  joulesPerCall: v.exactOptional(amount),
  scenario: v.exactOptional(v.string()),
  throughput: v.exactOptional(v.strictObject({ rowsPerSecond: amount, rowsPerCall: count })),
  environment: v.strictObject({
    ...machine,
    nodeVersion: v.exactOptional(v.string()),
    runtime: v.string(),
    threads: count,
    timerResolutionMs: v.exactOptional(amount),
    browser: v.exactOptional(pageEnvironmentSchema),
  }),
  footprint: v.exactOptional(v.strictObject({ library: fileSizes, entry: fileSizes })),
  startedAt: v.exactOptional(v.string()),
  incomplete: v.exactOptional(v.string()),
  answerCheck: v.exactOptional(answerCheckSchema),
  device: v.exactOptional(v.string()),
});
