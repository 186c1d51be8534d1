import { checkRuleOptions, checkWritable, engineOf, filesOf, loadData, parsePixelScale } from '../../api/commands.ts';
import {
  readPosterior,
  readRecordedDevice,
  readSource,
  readTradeOff,
  shrinkModel,
  writePosterior,
  writeTradeOff,
} from '../../api/index.ts';
import { SecateurError } from '../../core/index.ts';
import { writeAtomically } from '../../files/index.ts';
import type { Action } from '../action.ts';
import { describeShrunk } from '../shrink/describe-shrunk.ts';
import type { ShrinkCommandOptions } from '../shrink/shrink-options.ts';

export const shrink: Action<ShrinkCommandOptions> = async (context, [source = ''], options) => {
  const { output, savePosterior, saveTradeOff, data, posterior: earlier, budget, epochs, fineTuneEpochs } = options;
  if (data === undefined && !options.dataFree && earlier === undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      'Shrinking needs data: name the rows the model was made for with --data. Without any, --data-free cuts by the weights alone.',
    );
  }
  checkRuleOptions(options, data);
  if (options.deviceProfile !== undefined && !budget) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      '--device-profile is only read by a --budget of latency, such as "p99<1ms". Add one, or leave it out.',
    );
  }
  const { bodies = savePosterior === undefined ? 'all' : 1 } = options;
  const one = Object.entries({
    '--posterior': earlier,
    '--save-posterior': savePosterior,
    '--save-trade-off': saveTradeOff,
    '--rule certified': options.rule?.name === 'certified' || undefined,
  }).find(([, value]) => value !== undefined);
  if (options.bodies !== undefined && options.bodies !== 1 && one) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${one[0]} is about the largest part of a model alone. Give --bodies 1, or leave one of the two out.`,
    );
  }
  const pixelScale = options.pixelScale === undefined ? undefined : parsePixelScale(options.pixelScale);
  const inputs = [
    source,
    ...[data, earlier, options.tradeOff, options.deviceProfile].filter((path) => path !== undefined),
    ...filesOf(options),
  ];
  for (const path of [output, savePosterior, saveTradeOff]) if (path !== undefined) await checkWritable(path, inputs);
  const recordedDevice =
    options.deviceProfile === undefined ? undefined : await readRecordedDevice(options.deviceProfile);
  const model = await readSource(source);
  const posterior = earlier === undefined ? undefined : await readPosterior(earlier);
  const dataset = data === undefined ? undefined : await loadData(data, { ...options, keepConstant: true });
  dataset?.notes.forEach(context.note);
  const engine = await engineOf(options);
  const shrunk = await shrinkModel(model, {
    seed: options.seed,
    signal: context.signal,
    onProgress: context.onProgress,
    ...(dataset && { dataset }),
    bodies,
    ...(budget && { budget }),
    ...(recordedDevice && { recordedDevice }),
    ...(options.rule && { rule: options.rule }),
    ...(options.calibrationShare !== undefined && { calibrationShare: options.calibrationShare }),
    ...(options.dataFree && { way: 'weights' }),
    ...(options.criterion !== undefined && { criterion: options.criterion }),
    ...(options.round !== undefined && { widths: { multiple: options.round } }),
    weights: options.weights,
    ...(options.lean && { lean: true }),
    ...(posterior && { posterior }),
    ...(posterior && options.tradeOff !== undefined && { tradeOff: await readTradeOff(options.tradeOff, posterior) }),
    ...(saveTradeOff !== undefined && { measureTradeOff: true }),
    ...(pixelScale && { pixelScale }),
    ...(epochs !== undefined && { epochs }),
    ...(fineTuneEpochs !== undefined && { fineTuneEpochs }),
    ...(engine && { engine }),
  });
  await writeAtomically(output, shrunk.model);
  if (savePosterior !== undefined && shrunk.posterior) await writePosterior(savePosterior, shrunk.posterior);
  if (saveTradeOff !== undefined && shrunk.tradeOff) await writeTradeOff(saveTradeOff, shrunk.tradeOff);
  shrunk.report.notes.forEach(context.note);
  context.result({ output, ...shrunk.report }, describeShrunk(shrunk.report, output));
};
