import {
  checkPlace,
  checkWritable,
  engineOf,
  filesOf,
  loadData,
  parsePixelScale,
  profilesOfModel,
  readDeviceProfiles,
} from '../../api/commands.ts';
import {
  type Profile,
  readPosterior,
  readRecordedDevice,
  readSource,
  readTradeOff,
  type ShrinkOptions,
  shrinkModel,
  writePosterior,
  writeShrunkPackage,
  writeTradeOff,
} from '../../api/index.ts';
import { writeAtomically } from '../../files/index.ts';
import type { Action } from '../action.ts';
import type { CommandContext } from '../context.ts';
import { checkShrink } from '../shrink/check-shrink.ts';
import { describeShrunk } from '../shrink/describe-shrunk.ts';
import { dryRun } from '../shrink/dry-run.ts';
import type { ShrinkCommandOptions } from '../shrink/shrink-options.ts';

export const shrink: Action<ShrinkCommandOptions> = async (context, [file = ''], options) => {
  const { savePosterior, saveTradeOff } = options;
  checkShrink(options);
  await checkPlaces(file, options);
  const devices = await readDeviceProfiles(options.profile ?? []);
  const asked = await askedFor(context, options);
  const source = await readSource(file);
  if (options.dryRun) return dryRun(context, source, asked);
  const shrunk = await shrinkModel(source, asked);
  if (savePosterior !== undefined && shrunk.posterior) await writePosterior(savePosterior, shrunk.posterior);
  if (saveTradeOff !== undefined && shrunk.tradeOff) await writeTradeOff(saveTradeOff, shrunk.tradeOff);
  const { output = '', package: folder } = options;
  if (folder === undefined) await writeAtomically(output, shrunk.model);
  else {
    const { dataset, pixelScale } = asked;
    const write = (profiles: readonly Profile[]) =>
      writeShrunkPackage(folder, source, shrunk, {
        ...(dataset && { dataset }),
        ...(pixelScale && { pixelScale }),
        profiles,
      });
    const profiles = await profilesOfModel(shrunk.model, devices, context).catch(async (error: unknown) => {
      // What was trained is not lost for want of a measurement.
      await write([]);
      context.note(`${folder} was written, without figures of devices.`);
      throw error;
    });
    await write(profiles);
  }
  shrunk.report.notes.forEach(context.note);
  const saved = folder ?? output;
  context.result({ output: saved, ...shrunk.report }, describeShrunk(shrunk.report, saved));
};

/** @throws FILE_UNWRITABLE, ARGUMENT_INVALID, before any work */
async function checkPlaces(source: string, options: ShrinkCommandOptions): Promise<void> {
  const { data, posterior, tradeOff, deviceProfile, profile = [], savePosterior, saveTradeOff } = options;
  const named = [data, posterior, tradeOff, deviceProfile, ...profile].filter((path) => path !== undefined);
  const inputs = [source, ...named, ...filesOf(options)];
  if (!options.dryRun) await checkPlace(options, inputs);
  for (const path of [savePosterior, saveTradeOff]) if (path !== undefined) await checkWritable(path, inputs);
}

async function askedFor(context: CommandContext, options: ShrinkCommandOptions): Promise<ShrinkOptions> {
  const { data, budget, deviceProfile, epochs, fineTuneEpochs, savePosterior, saveTradeOff } = options;
  const pixelScale = options.pixelScale === undefined ? undefined : parsePixelScale(options.pixelScale);
  const recordedDevice = deviceProfile === undefined ? undefined : await readRecordedDevice(deviceProfile);
  const posterior = options.posterior === undefined ? undefined : await readPosterior(options.posterior);
  const dataset = data === undefined ? undefined : await loadData(data, { ...options, keepConstant: true });
  dataset?.notes.forEach(context.note);
  const engine = await engineOf(options);
  return {
    seed: options.seed,
    signal: context.signal,
    onProgress: context.onProgress,
    bodies: options.bodies ?? (savePosterior === undefined ? 'all' : 1),
    weights: options.weights,
    ...(dataset && { dataset }),
    ...(budget && { budget }),
    ...(recordedDevice && { recordedDevice }),
    ...(options.rule && { rule: options.rule }),
    ...(options.calibrationShare !== undefined && { calibrationShare: options.calibrationShare }),
    ...(options.dataFree && { way: 'weights' }),
    ...(options.criterion !== undefined && { criterion: options.criterion }),
    ...(options.round !== undefined && { widths: { multiple: options.round } }),
    ...(options.lean && { lean: true }),
    ...(posterior && { posterior }),
    ...(posterior && options.tradeOff !== undefined && { tradeOff: await readTradeOff(options.tradeOff, posterior) }),
    ...(saveTradeOff !== undefined && { measureTradeOff: true }),
    ...(pixelScale && { pixelScale }),
    ...(epochs !== undefined && { epochs }),
    ...(fineTuneEpochs !== undefined && { fineTuneEpochs }),
    ...(engine && { engine }),
  };
}
