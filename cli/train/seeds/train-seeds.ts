import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkpointPaths, checkWritable, filesOf, loadData, refuseForgottenCheckpoint } from '../../../api/commands.ts';
import { type Progress, SecateurError } from '../../../core/index.ts';
import type { CommandContext } from '../../context.ts';
import { largestSeed } from '../../options.ts';
import { type TrainCommandOptions, whatMatters } from '../train-options.ts';
import type { FromSeed, ToSeed } from './messages.ts';
import { openSeedResults, type SeedResults } from './seed-results.ts';
import { describeSummary, type SeedResult, summarise } from './summary.ts';

/**
 * Trains with several seeds, as many at a time as there are cores, each in a process of its own and to a file of its own
 * (`NAME-seed0.safetensors`), and sums up. Where some fail the others are finished; the failure of the first is told.
 */
export async function trainSeeds(context: CommandContext, source: string, options: TrainCommandOptions, count: number) {
  const { output, log, seed: firstSeed, resume = false, seeds: _seeds, ...shared } = options;
  if (firstSeed + count - 1 > largestSeed) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${count} seeds from ${firstSeed} on go beyond ${largestSeed}, the largest there is. Begin at a smaller --seed.`,
    );
  }
  const seeds = Array.from({ length: count }, (_, index) => firstSeed + index);
  for (const seed of seeds) {
    await checkWritable(nameFor(output, seed), [source, ...filesOf(options)]);
    if (!resume) refuseForgottenCheckpoint(checkpointPaths(nameFor(output, seed)));
  }
  const identity = { source, network: options.network, ...whatMatters(options) };
  const results = await openSeedResults(resultsPath(options), identity, resume);
  await checkSameData(results, source, options);
  const processes = Math.min(count, availableParallelism());
  const threads = Math.max(1, Math.floor(availableParallelism() / processes));
  const waiting = seeds.filter((seed) => results.get(seed) === undefined);
  const failures = new Map<number, SecateurError>();
  const parts = new Map<number, number>();
  const trainNext = async (): Promise<void> => {
    const seed = waiting.shift();
    if (seed === undefined || context.signal.aborted) return;
    const own: TrainCommandOptions = {
      ...shared,
      seed,
      resume,
      threads,
      output: nameFor(output, seed),
      ...(log !== undefined && { log: nameFor(log, seed) }),
    };
    try {
      const result = await trainSeed(source, own, context.signal, {
        onPart: (part, progress) => {
          parts.set(seed, part);
          const done = count - waiting.length - parts.size + [...parts.values()].reduce((sum, each) => sum + each, 0);
          const { metrics } = progress;
          context.onProgress({
            stage: `${count} seeds`,
            done: Math.min(done, count - 1e-9),
            total: count,
            ...(metrics && { metrics }),
          });
        },
        note: seed === firstSeed ? context.note : () => undefined,
      });
      await results.add(seed, result);
      parts.set(seed, 1);
    } catch (error) {
      if (!(error instanceof SecateurError)) throw error;
      failures.set(seed, error);
    }
    await trainNext();
  };
  await Promise.all(Array.from({ length: processes }, trainNext));
  if (context.signal.aborted) {
    throw new SecateurError('ABORTED', 'interrupted; run the same command with --resume to continue.');
  }
  const failed = seeds.find((seed) => failures.has(seed));
  if (failed !== undefined) {
    const { code, message } = failures.get(failed)!;
    const others = failures.size > 1 ? ` (${failures.size} of ${count} seeds failed)` : '';
    throw new SecateurError(code, `Seed ${failed}: ${message}${others}`);
  }
  const all = seeds.map((seed) => ({ seed, ...results.get(seed)! }));
  const summary = await summarise(all);
  await results.remove();
  const outputs = all.map((each) => each.output);
  context.result({ ...summary, runs: all }, `${describeSummary(summary, count)}\n\nSaved  ${outputs.join(', ')}`);
}

/** Seeds that are to be summed up together have learned from the same data; the path alone does not tell. */
async function checkSameData(results: SeedResults, source: string, options: TrainCommandOptions): Promise<void> {
  const [seed] = results.seeds;
  if (seed === undefined) return;
  const { provenance } = await loadData(source, { ...options, seed });
  if (provenance.sha256 === results.get(seed)!.data.sha256) return;
  throw new SecateurError(
    'DATA_INVALID',
    `${source}: is not what seed ${seed} was trained on before the interruption. Put the earlier data back, or delete ${resultsPath(options)} to begin anew.`,
  );
}

function resultsPath({ output }: TrainCommandOptions): string {
  return `${output}.seeds.checkpoint`;
}

/** `out/table.safetensors` -> `out/table-seed3.safetensors` */
function nameFor(path: string, seed: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-seed${seed}${extension}`;
}

interface SeedHooks {
  /** How much of the seed's work is done, from 0 to 1. */
  readonly onPart: (part: number, progress: Progress) => void;
  readonly note: (sentence: string) => void;
}

function trainSeed(
  source: string,
  options: TrainCommandOptions,
  signal: AbortSignal,
  hooks: SeedHooks,
): Promise<SeedResult> {
  const child = fork(fileURLToPath(new URL('./seed-process.js', import.meta.url)), { stdio: 'ignore' });
  const send = (message: ToSeed) => child.connected && child.send(message);
  const stop = () => send({ kind: 'stop' });
  signal.addEventListener('abort', stop, { once: true });
  send({ kind: 'train', source, options });
  return answerOf(child, hooks).finally(() => signal.removeEventListener('abort', stop));
}

function answerOf(child: ChildProcess, { onPart, note }: SeedHooks): Promise<SeedResult> {
  let result: SeedResult | undefined;
  let failure: SecateurError | undefined;
  const stages = new Set<string>();
  child.on('message', (message: FromSeed) => {
    switch (message.kind) {
      case 'progress': {
        const { stage, done, total } = message.progress;
        stages.add(stage);
        // The dense network is the first half, where there is one.
        const before = stages.size - 1;
        const halves = stage === 'train dense' || stages.size > 1 ? 2 : 1;
        onPart((before + done / total) / halves, message.progress);
        return;
      }
      case 'note':
        note(message.sentence);
        return;
      case 'result':
        result = message.value;
        return;
      case 'error':
        failure = new SecateurError(message.code ?? 'PROVIDER_FAILED', message.message);
        return;
      default:
        message satisfies never;
    }
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (result) resolve(result);
      else
        reject(failure ?? new SecateurError('PROVIDER_FAILED', `its process ended with ${signal ?? `code ${code}`}.`));
    });
  });
}
