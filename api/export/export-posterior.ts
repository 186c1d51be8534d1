import type { CompactNetwork, Posterior } from '../../core/index.ts';
import {
  compact,
  exportModel,
  type Figure,
  type NeededFeature,
  type NetworkFormat,
  type PruningPlan,
  posteriorMean,
} from '../../exporter/index.ts';
import type { Score } from '../../trainer/index.ts';
import type { Listener } from '../listener.ts';
import { type ModelSize, modelSize } from '../model-size.ts';
import { checkWritable } from '../output-path.ts';
import { profilesOfModel, readDeviceProfiles } from '../package/device-profiles.ts';
import { checkPlace } from '../package/place-options.ts';
import { readPosterior } from '../posterior-files.ts';
import { scoreModel } from '../scores/score-model.ts';
import { type Calibrations, measureCalibration } from './calibration.ts';
import { checkBytes, choosePlan } from './choose-plan.ts';
import { type ExportOptions, inputsOf, refuseIdleOptions } from './export-options.ts';
import { type Rendered, renderer } from './render.ts';
import { type RoundingGain, roundingGain } from './rounding-gain.ts';
import { sameDataAs } from './same-data.ts';
import { featuresPath, save } from './save.ts';
import { type StorageCost, storageCost } from './storage-cost.ts';
import { storageFor } from './storage-for.ts';
import { weightsFor } from './weights-for.ts';

/** What an export wrote, and what that changed. */
export interface ExportResult {
  /** The file or folder that was written. */
  readonly output: string;
  /** Undefined where nothing was cut. */
  readonly plan: PruningPlan | undefined;
  /** What the limits of a budget came to. */
  readonly figures: readonly Figure[] | undefined;
  /** On rows that a guarantee was not tested on. */
  readonly test: (Score & { readonly rows: number }) | undefined;
  readonly before: ModelSize;
  readonly after: ModelSize;
  readonly weights: NetworkFormat;
  readonly storageCost: StorageCost | undefined;
  /** On the validation rows, after fine-tuning. */
  readonly fineTuned: Score | undefined;
  /** What to feed a model whose interface was narrowed. */
  readonly features: readonly NeededFeature[] | undefined;
  readonly adjustable: Rendered['adjustable'];
  readonly calibration: Calibrations | undefined;
  readonly rounding: RoundingGain | undefined;
}

/**
 * The whole way from a posterior's file to a model's: chooses a cut, removes it, trains what is left further where data is
 * named for that, stores it as asked for, writes it, and measures what that changed. What `secateur export` and the
 * studio do.
 * @param source the posterior's file
 * @throws ARGUMENT_INVALID, FILE_UNWRITABLE before any work; what reading, cutting and training throw; ABORTED. Nothing is
 * then written.
 */
export async function exportPosterior(
  source: string,
  options: ExportOptions,
  listener: Listener,
): Promise<ExportResult> {
  refuseIdleOptions(options);
  const inputs = inputsOf(source, options);
  await checkPlace(options, inputs);
  if (options.narrowInput && options.output !== undefined) await checkWritable(featuresPath(options.output), inputs);
  const devices = await readDeviceProfiles(options.profile ?? []);
  const posterior = await readPosterior(source);
  const mean = posteriorMean(posterior);
  const sameData = sameDataAs(source, posterior, options);
  const render = renderer(listener, sameData, posterior, options);
  const chosen = options.dense ? undefined : await choosePlan(listener, sameData, posterior, render, options);
  const plan = chosen?.plan;
  const rendered = plan && (await render(plan));
  const before = exportModel(mean, { posterior });
  const after = rendered?.model ?? (await uncutModel(listener, posterior, mean, sameData, options));
  checkBytes(chosen?.figures ?? [], after.length);
  const untouched = chosen?.untouched;
  const test = untouched && (await scoreModel(after, untouched.dataset, untouched.rows));
  const calibration = await measureCalibration(sameData, { before, after }, untouched, options);
  const profiles = await profilesOfModel(after, devices, listener);
  const output = await save(
    sameData,
    {
      profiles,
      adjustable: rendered?.adjustable,
      posterior,
      plan,
      network: rendered?.network ?? mean,
      features: rendered?.features,
      untouched: untouched?.rows,
      before,
      model: after,
      validation: rendered?.validation,
    },
    options,
  );
  const rounding =
    plan && options.measureRounding
      ? await roundingGain(listener, sameData, posterior, render, { plan, rounded: after, output }, options)
      : undefined;
  return {
    output,
    plan,
    figures: chosen?.figures,
    test: test && { ...test, rows: untouched.rows.length },
    before: modelSize(before, 'the uncut model'),
    after: modelSize(after, output),
    weights: await weightsFor(listener, sameData, options, posterior, plan),
    storageCost: await storageCost(sameData, plan ? compact(posterior, plan) : mean, after, options),
    fineTuned: rendered?.validation,
    features: rendered?.features,
    adjustable: rendered?.adjustable,
    calibration,
    rounding,
  };
}

async function uncutModel(
  listener: Listener,
  posterior: Posterior,
  mean: CompactNetwork,
  sameData: ReturnType<typeof sameDataAs>,
  options: ExportOptions,
): Promise<Uint8Array> {
  return exportModel(mean, {
    posterior,
    ...(await storageFor(listener, sameData, posterior, mean, undefined, options)),
    ...(options.predictive && { predictive: options.predictive }),
  });
}
