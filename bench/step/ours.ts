import { type Engine, onnxEngine } from '../../trainer/index.ts';
import { peakMemoryBytes } from '../support/machine.ts';
import { captureFirstCall, fitOptions, fitUntilAborted, randomDataset } from './our-fit.ts';
import type { StepRequest, StepTiming } from './task.ts';

const warmUpCalls = 2;
const minimumCalls = 3;

/** The fit as users get it: batches and noise made on the main thread while the engine's worker takes steps. */
export async function timeFit({ task, threads, device, seconds }: StepRequest): Promise<StepTiming> {
  const begin = performance.now();
  const stop = new AbortController();
  const ends: { readonly time: number; readonly steps: number }[] = [];
  const waits: number[] = [];
  let firstStepAt = 0;
  let cpuBefore = process.cpuUsage();
  await fitUntilAborted(task, {
    engine: timedEngine(onnxEngine({ threads, device }), waits),
    signal: stop.signal,
    onProgress: ({ done }) => {
      if (ends.length === 0) firstStepAt = Date.now();
      ends.push({ time: performance.now(), steps: done });
      if (ends.length === warmUpCalls) cpuBefore = process.cpuUsage();
      const timed = ends.length - warmUpCalls;
      const elapsed = timed > 0 ? performance.now() - ends[warmUpCalls - 1]!.time : 0;
      if (timed >= minimumCalls && elapsed > seconds * 1000) stop.abort();
    },
  });
  const cpuMs = cpuMsSince(cpuBefore);
  const groups = ends.slice(1).map((end, index) => ({
    ms: end.time - ends[index]!.time,
    steps: end.steps - ends[index]!.steps,
  }));
  const timed = groups.slice(warmUpCalls - 1);
  const stepsPerGroup = ends[0]!.steps;
  const groupsMs = timed.map(({ ms, steps }) => ms / steps);
  // The first call ends after many steps; all but one are taken off at their later speed.
  const others = (stepsPerGroup - 1) * (groupsMs.reduce((sum, ms) => sum + ms, 0) / groupsMs.length);
  return {
    groupsMs,
    stepsPerGroup,
    cpuMsPerStep: cpuMs / timed.length / stepsPerGroup,
    firstStepAt: firstStepAt - others,
    setUpMs: ends[0]!.time - begin - others,
    peakBytes: peakMemoryBytes(),
    versions: await versions(),
    noise: 'in JavaScript on the main thread, while the worker takes the steps before',
    details: {
      engineMsPerStep: waits.slice(warmUpCalls).reduce((sum, ms) => sum + ms, 0) / timed.length / stepsPerGroup,
    },
  };
}

/** The engine alone, in its worker, fed the same batches and noise again and again. */
export async function timeEngine({ task, threads, device, seconds }: StepRequest): Promise<StepTiming> {
  const { program, initial, steps, feeds } = await captureFirstCall(randomDataset(task), fitOptions(task));
  const begin = performance.now();
  const session = await onnxEngine({ threads, device }).start(program, initial);
  const times: number[] = [];
  let firstStepAt = 0;
  let elapsed = 0;
  let cpuMs = 0;
  while (times.length < warmUpCalls + minimumCalls || elapsed < seconds * 1000) {
    const copies = Object.fromEntries(Object.entries(feeds).map(([name, values]) => [name, values.slice()]));
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    await session.advance(steps, copies);
    const time = performance.now() - start;
    if (times.length === 0) firstStepAt = Date.now();
    times.push(time);
    if (times.length <= warmUpCalls) continue;
    elapsed += time;
    cpuMs += cpuMsSince(cpuBefore);
  }
  const groupsMs = times.slice(warmUpCalls).map((ms) => ms / steps);
  const setUpMs = firstStepAt - (performance.timeOrigin + begin) - (steps - 1) * groupsMs[0]!;
  await session.close();
  return {
    groupsMs,
    stepsPerGroup: steps,
    cpuMsPerStep: cpuMs / groupsMs.length / steps,
    firstStepAt: firstStepAt - (steps - 1) * groupsMs[0]!,
    setUpMs,
    peakBytes: peakMemoryBytes(),
    versions: await versions(),
    noise: 'prepared beforehand and not timed: for comparison with the row above only',
  };
}

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The same engine, noting how long each call took from being sent to being answered. */
function timedEngine(engine: Engine, waits: number[]): Engine {
  return {
    name: engine.name,
    start: async (program, initial) => {
      const session = await engine.start(program, initial);
      return {
        ...session,
        advance: async (steps, feeds) => {
          const start = performance.now();
          const records = await session.advance(steps, feeds);
          waits.push(performance.now() - start);
          return records;
        },
      };
    },
  };
}

async function versions(): Promise<Record<string, string>> {
  const { env } = await import('onnxruntime-node');
  return { 'onnxruntime-node': env.versions.node ?? 'unknown', node: process.version };
}
