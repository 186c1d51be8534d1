import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readBytes } from '../../files/index.ts';
import { openModel } from '../model.ts';
import { runtimeFor } from '../node-runtime.ts';
import { emptyModel } from './baseline.ts';
import { calibrate } from './calibrate.ts';
import { callsFor } from './calls.ts';
import { startEnergyMeter } from './energy.ts';
import { peakRssBytes, privateBytes } from './memory.ts';
import type { RoundPlan, RoundResult } from './messages.ts';
import { takeSamples, warmUp } from './sampling.ts';

/** One round in this process, which must be a fresh one: cold start, warm-up, samples, and what they took. */
export async function measure(plan: RoundPlan): Promise<RoundResult> {
  const { file, provider, threads, width, scenario } = plan;
  const name = file ?? 'the empty model';
  const begin = performance.now();
  const bytes = file === undefined ? emptyModel : await readBytes(file);
  const runtime = await runtimeFor(provider, threads);
  const loaded = performance.now();
  const model = await openModel(runtime, bytes, { name, provider, threads, width });
  const created = performance.now();
  const { calls, inputBytes } = callsFor(model, plan);
  const ready = performance.now();
  await calls[0]!();
  const answered = performance.now();

  let called = 0;
  const call = async () => {
    await calls[called++ % calls.length]!();
  };
  const settled = await warmUp(call);
  const calibrationMs = calibrate();
  const stopMeter = await startEnergyMeter();
  const { samplesMs, elapsedMs, cpuMs } = await takeSamples(call, plan.minimumSamples, scenario);
  const joules = await stopMeter?.();
  const ownBytes = await settledBytes();
  const round = {
    coldStartMs: { load: loaded - begin, create: created - loaded, firstRun: answered - ready },
    peakRssBytes: await peakRssBytes(),
    ...(ownBytes !== undefined && { privateBytes: Math.max(0, ownBytes - inputBytes) }),
    warmUpCalls: settled.calls,
    stable: settled.stable,
    calibrationMs,
    // Waiting for the next call to be due takes processor time as well.
    ...(scenario.kind !== 'rate' && { cpuMsPerCall: cpuMs / samplesMs.length }),
    callsPerSecond: (1000 * samplesMs.length) / elapsedMs,
    ...(joules !== undefined && { joulesPerCall: joules / samplesMs.length }),
  };
  return { round, samplesMs, runtime: runtime.version };
}

/** Private memory without what JavaScript has thrown away and not yet swept up. */
async function settledBytes(): Promise<number | undefined> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return privateBytes();
}
