import { Worker } from 'node:worker_threads';
import type { ErrorCode } from '../../core/index.ts';
import { turnsOf } from './input.ts';
import { type Finding, newTallies, type Part, type Tallies, type Tally } from './run-inputs.ts';
import type { FuzzTarget } from './target.ts';
import type { WorkerTask } from './worker.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly targets: readonly FuzzTarget[];
  /** Address of the module that exports them as `targets`, for the threads. */
  readonly module: URL;
  /** Ends after so many inputs... */
  readonly inputs?: number;
  /** ... or so many seconds, whichever comes first. */
  readonly seconds?: number;
  /** Inputs of the run are shared out between so many threads; the same inputs whatever their number. */
  readonly threads?: number;
  /** A reader that takes longer over one small file, on however busy a machine, hangs. */
  readonly longestMs?: number;
}

export interface FuzzResult {
  readonly inputs: number;
  readonly seconds: number;
  readonly tallies: Tallies;
  readonly findings: readonly Finding[];
}

const checkEveryMs = 250;
const maxOldGenerationSizeMb = 1024;

/**
 * Feeds damaged files to the readers and watches: what crashes, hangs, exhausts memory or throws anything but a
 * SecateurError is a finding.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { seed, targets, module, inputs = Infinity, seconds = Infinity, threads = 1, longestMs = 20_000 } = options;
  const turns = turnsOf(targets);
  const started = Date.now();
  const tallies = newTallies(targets);
  const findings: Finding[] = [];
  const lanes = Array.from({ length: threads }, async (_, lane) => {
    let from = lane;
    while (from < inputs && Date.now() < started + 1000 * seconds) {
      const current = new SharedArrayBuffer(8);
      const task: WorkerTask = {
        seed,
        targets: targets.map(({ name }) => name),
        module: module.href,
        from,
        to: inputs,
        step: threads,
        endsAt: started + 1000 * seconds,
        current,
      };
      const ending = await watched(task, longestMs, (part) => {
        for (const [name, tally] of Object.entries(part.tallies)) addTo(tallies[name]!, tally);
        findings.push(...part.findings);
      });
      if (ending === undefined) return;
      const index = new Float64Array(current)[0]!;
      // Not one input was begun: the sound files themselves cannot be made.
      if (index < 0) throw new Error(ending);
      findings.push({ target: turns[index % turns.length]!.name, index, what: ending });
      from = index + threads;
    }
  });
  await Promise.all(lanes);
  return {
    inputs: Object.values(tallies).reduce((sum, tally) => sum + tally.inputs, 0),
    seconds: (Date.now() - started) / 1000,
    tallies,
    findings: findings.sort((a, b) => a.index - b.index),
  };
}

/** Runs a worker to its end. @returns what ended it before that, if anything did */
function watched(task: WorkerTask, longestMs: number, onPart: (part: Part) => void): Promise<string | undefined> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb },
  });
  const current = new Float64Array(task.current);
  current[0] = -1;
  return new Promise((resolve) => {
    let last = -1;
    let since = Date.now();
    const timer = setInterval(() => {
      if (current[0] !== last) {
        last = current[0]!;
        since = Date.now();
      } else if (last >= 0 && Date.now() - since > longestMs) {
        settle(`was not read within ${longestMs} ms`);
        void worker.terminate();
      }
    }, checkEveryMs);
    const settle = (ending: string | undefined) => {
      clearInterval(timer);
      resolve(ending);
    };
    worker.on('message', onPart);
    worker.on('error', (error) => settle(error.stack ?? error.message));
    worker.on('exit', (code) => settle(code === 0 ? undefined : `ended its thread with code ${code}`));
  });
}

function addTo(sum: Tally, part: Tally): void {
  sum.inputs += part.inputs;
  sum.sound += part.sound;
  for (const [code, count] of Object.entries(part.refused) as [ErrorCode, number][]) {
    sum.refused[code] = (sum.refused[code] ?? 0) + count;
  }
  sum.slowestMs = Math.max(sum.slowestMs, part.slowestMs);
  sum.mostBytesPerByte = Math.max(sum.mostBytesPerByte, part.mostBytesPerByte);
}
