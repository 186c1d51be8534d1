import { messageOf } from '../../../core/essentials.ts';
import type { AnswerCheck } from '../../model/compare-with-processor.ts';
import { type OpenOptions, openModel } from '../../model/model.ts';
import type { Provider } from '../../model/providers.ts';
import type { ModelSource, Runtime } from '../../model/session.ts';
import { emptyModel } from './baseline.ts';
import { calibrate } from './calibrate.ts';
import { callsFor } from './calls.ts';
import { now, timerResolutionMs } from './clock.ts';
import type { RoundPlan, RoundResult } from './messages.ts';
import { calibrationLoops, callsPerSampleFor, takeSamples, warmUp } from './sampling.ts';

/** What a round needs of where it runs: a process of Node, or a page. Figures that nobody knows there are undefined. */
export interface Workplace {
  readModel(file: string): Promise<ModelSource>;
  runtimeFor(provider: Provider, threads: number): Promise<Runtime>;
  /** Processor time of all threads up to now. */
  cpuMs(): Promise<number | undefined>;
  startEnergyMeter(): Promise<(() => Promise<number | undefined>) | undefined>;
  /** Once what was thrown away is swept up. */
  memory(): Promise<{ readonly peakRssBytes?: number | undefined; readonly privateBytes?: number | undefined }>;
}

/** One round where nothing has run yet: cold start, warm-up, samples, and what they took. The same code everywhere. */
export async function measureRound(plan: RoundPlan, workplace: Workplace): Promise<RoundResult> {
  const { file, provider, threads, width, scenario } = plan;
  const name = file ?? 'the empty model';
  const begin = now();
  const bytes = file === undefined ? emptyModel : await workplace.readModel(file);
  const runtime = await workplace.runtimeFor(provider, threads);
  const loaded = now();
  const how = {
    name,
    candidates: [provider],
    threads,
    runtimeFor: async () => runtime,
    ...(width !== undefined && { width }),
  };
  const model = await openModel(bytes, { ...how, check: false });
  const created = now();
  const { calls, inputBytes, rowsPerCall } = callsFor(model, plan);
  const ready = now();
  await calls[0]!();
  const answered = now();

  let called = 0;
  const call = async () => {
    await calls[called++ % calls.length]!();
  };
  const resolutionMs = timerResolutionMs();
  const settled = await warmUp(call, resolutionMs);
  const perSample = callsPerSampleFor(scenario, settled.callMs, resolutionMs);
  const calibrationMs = calibrate();
  const stopMeter = await workplace.startEnergyMeter();
  const cpuBefore = await workplace.cpuMs();
  const sampling = await takeSamples(call, plan.minimumSamples, scenario, perSample);
  const { samplesMs, elapsedMs, calibratingMs } = sampling;
  const cpuAfter = await workplace.cpuMs();
  const joules = await stopMeter?.();
  const calibrationAfterMs = calibrate();
  const { peakRssBytes, privateBytes } = await workplace.memory();
  const sampledCalls = samplesMs.length * perSample;
  const calibrationsMs = [calibrationMs, ...sampling.calibrationsMs, calibrationAfterMs];
  // What the loop takes of a processor is its fastest time: in slower ones others had it.
  const loopCpuMs = sampling.calibrationsMs.length * calibrationLoops * Math.min(...calibrationsMs);
  const round = {
    coldStartMs: { load: loaded - begin, create: created - loaded, firstRun: answered - ready },
    ...(peakRssBytes !== undefined && { peakRssBytes }),
    ...(privateBytes !== undefined && { privateBytes: Math.max(0, privateBytes - inputBytes) }),
    warmUpCalls: settled.calls,
    stable: settled.stable,
    calibrationMs,
    calibrationsMs,
    ...(perSample > 1 && { callsPerSample: perSample }),
    // Waiting for the next call to be due takes processor time as well.
    ...(cpuBefore !== undefined &&
      cpuAfter !== undefined &&
      scenario.kind !== 'rate' && { cpuMsPerCall: Math.max(0, cpuAfter - cpuBefore - loopCpuMs) / sampledCalls }),
    callsPerSecond: (1000 * sampledCalls) / elapsedMs,
    ...(joules !== undefined && {
      joulesPerCall: (joules * elapsedMs) / (elapsedMs + calibratingMs) / sampledCalls,
    }),
  };
  // Last, so that it is in no figure.
  const answerCheck = plan.checkAnswers ? await checkAnswers(bytes, how) : undefined;
  return {
    round,
    samplesMs,
    rowsPerCall,
    runtime: runtime.version,
    timerResolutionMs: resolutionMs,
    ...(answerCheck && { answerCheck }),
  };
}

/** Undefined on the processor. What was measured is not to be lost where there is no room for two sessions more. */
async function checkAnswers(bytes: ModelSource, how: OpenOptions): Promise<AnswerCheck | undefined> {
  let found: AnswerCheck | undefined;
  try {
    await using _checked = await openModel(bytes, { ...how, onChecked: (check) => (found = check) });
  } catch (error) {
    found = { answers: 'unchecked', why: messageOf(error) };
  }
  return found?.why === undefined ? found : { ...found, why: found.why.slice(0, longestReason) };
}

/** Libraries may say much, and reports hold no more than their schema allows. */
const longestReason = 1000;
