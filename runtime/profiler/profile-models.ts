import { isSecateurError, SecateurError } from '../../core/index.ts';
import type { Footprint, Profile } from '../model/profile.ts';
import type { Provider } from '../model/providers.ts';
import { checkThreads } from '../model/session.ts';
import { medianOf } from '../statistics/bootstrap.ts';
import { checkDimensions, checkOptions } from './check-options.ts';
import { type DescribedModel, describeModel } from './describe-model.ts';
import { footprintOf } from './footprint.ts';
import { openPlaces } from './places/open-places.ts';
import type { Place, PlaceRound } from './places/place.ts';
import type { ProfileOptions } from './profile-options.ts';
import type { RoundPlan } from './round/messages.ts';
import { summarise } from './summarise.ts';
import { parseTargets, type Target, targetOn } from './targets.ts';

/**
 * Measures what each model costs on each device: cold start, latency of one row a call, memory. Every (model, device,
 * round) is a fresh process, browser or page; they run one at a time, interleaved in rounds, so that a drift of the
 * machine hits all alike, and every round starts with another one.
 * @returns one profile for each file and device, file by file, then of the companions; of a remote page that was closed, and with
 * `keepInterrupted` after an abort, only those of which there are rounds, marked `incomplete`.
 * @throws ARGUMENT_INVALID, ABORTED, DEPENDENCY_MISSING (no browser), PROVIDER_FAILED (a process, browser or page died or
 * hung), and what `load` and `predict` throw.
 */
export async function profile(files: readonly string[], options: ProfileOptions = {}): Promise<Profile[]> {
  checkOptions(files, options);
  const { rounds = 5, minimumSamples = 300, seed = 1, width, rows, scenario = { kind: 'stream' } } = options;
  const { companions = [], dimensions = {}, onProgress, onRound, onGone } = options;
  const targets = targetsOf(options);
  const startedAt = new Date().toISOString();
  // One after the other: of several broken files it is always the first that is named.
  const given: DescribedModel[] = [];
  for (const file of files) given.push(await describeModel(file, width));
  checkDimensions(dimensions, given);
  const models = given.map(({ model }) => ({ model, isCompanion: false }));
  for (const file of companions) {
    const { model } = await describeModel(file, undefined);
    models.push({ model, isCompanion: true });
  }
  const footprints = new Map<Provider, Footprint | undefined>();
  for (const { provider } of targets) footprints.set(provider, await footprintOf(provider));
  const measured = models.flatMap((each) =>
    targets.map((target) => ({ ...each, target, results: [] as PlaceRound[] })),
  );
  const baselines = new Map(targets.map((target) => [target, [] as PlaceRound[]]));
  const plan = (
    target: Target,
    of: Pick<RoundPlan, 'file' | 'scenario' | 'checkAnswers'> & Partial<RoundPlan>,
  ): RoundPlan => {
    const { provider, threads } = target;
    return { task: 'round', provider, threads, seed, minimumSamples, dimensions: {}, rows: undefined, ...of };
  };
  const places = await openPlaces(targets, rounds * models.length, options);
  const gone = new Map<Place, string>();
  let interruption: SecateurError | undefined;
  const interrupted = (error: unknown): undefined => {
    if (!options.keepInterrupted || !isSecateurError(error) || error.code !== 'ABORTED') throw error;
    interruption = error;
    return undefined;
  };
  const run = async (target: Target, round: RoundPlan): Promise<PlaceRound | undefined> => {
    const place = places.of(target);
    if (gone.has(place) || interruption) return undefined;
    const result = await place.run(round, target.name).catch(interrupted);
    if (!result || !('gone' in result)) return result;
    gone.set(place, result.gone);
    onGone?.(result.gone);
    return undefined;
  };
  try {
    let done = 0;
    for (let round = 0; round < rounds; round++) {
      for (const [target, results] of baselines) {
        // Nobody could say what memory the runtime alone takes there.
        if (target.place === 'remote') continue;
        const empty = { file: undefined, scenario: { kind: 'stream' }, checkAnswers: false } as const;
        const result = await run(target, plan(target, empty));
        if (result) results.push(result);
      }
      for (let turn = 0; turn < measured.length; turn++) {
        const { model, isCompanion, target, results } = measured[(turn + round) % measured.length]!;
        const asGiven = isCompanion ? {} : { width, rows, dimensions };
        // What it computes does not change from round to round.
        const checkAnswers = results.length === 0;
        const result = await run(target, plan(target, { file: model.file, scenario, checkAnswers, ...asGiven }));
        if (!result) continue;
        results.push(result);
        if (!isCompanion) onRound?.({ model: model.name, device: target.name, round, samplesMs: result.samplesMs });
        const metrics = { p50LatencyMs: medianOf(result.samplesMs) };
        onProgress?.({ stage: 'profile', done: ++done, total: rounds * measured.length, metrics });
      }
    }
    if (!interruption) places.end('Done. You can close this page.');
  } finally {
    await places[Symbol.asyncDispose]();
  }
  const kept = measured.filter(({ results }) => results.length > 0);
  if (kept.length === 0 && interruption) throw interruption;
  const [reason] = gone.values();
  if (kept.length === 0 && reason !== undefined) {
    throw new SecateurError(
      'PROVIDER_FAILED',
      `Nothing was measured: ${reason} Profile again, and leave the page open.`,
    );
  }
  return kept.map(({ model, target, results }) => {
    const why = gone.get(places.of(target)) ?? 'It was interrupted.';
    const incomplete = results.length < rounds ? `${results.length} of ${rounds} rounds. ${why}` : undefined;
    return summarise(model, target, results, {
      seed,
      scenario,
      startedAt,
      footprint: footprints.get(target.provider),
      baseline: baselines.get(target)!,
      incomplete,
    });
  });
}

function targetsOf({ devices, providers, threads = 1 }: ProfileOptions): Target[] {
  checkThreads(threads);
  const named = [
    ...(providers ?? []).map((provider) => targetOn('node', provider, threads)),
    ...(devices ?? []).flatMap((device) => parseTargets(device, threads)),
  ];
  const targets = named.length === 0 ? [targetOn('node', 'node-cpu', threads)] : named;
  return [...new Map(targets.map((target) => [target.name, target])).values()];
}
