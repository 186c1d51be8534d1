import { isSecateurError, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import type { CardMetrics, ModelCard, Reference } from '../../exporter/index.ts';
import { decodeModel } from '../../onnx/index.ts';
import { type Feed, load, type Model, madeUpFeeds, type Profile } from '../../runtime/index.ts';
import { targetsOf } from '../scores/score-model.ts';
import { answersOf as answersToData } from '../shrink/compare/compared.ts';
import { type Measured, measured } from '../shrink/compare/measure.ts';
import type { PixelScale } from '../shrink/feeds/feeds.ts';
import { filledUp, fixedRows } from '../shrink/feeds/run-rows.ts';
import type { Answers } from '../shrink/reading/answers.ts';
import { examine } from '../shrink/reading/examined.ts';
import type { FedRows, Shrunk } from '../shrink/shrink-model.ts';
import type { ShrinkSource } from '../shrink/shrink-options.ts';
import { answersOf } from '../verify/answers.ts';
import { toleranceOf } from '../verify/tolerance.ts';
import { described, spokenOf } from './shrunk-description.ts';
import { checkPackageFolder, deviceFigures, writeCardAndFiles } from './write-package.ts';

export interface ShrunkPackageOptions {
  /** What the model was shrunk with; its first test rows are stored. Without it rows are made up. */
  readonly dataset?: Dataset;
  /** As it was shrunk with. */
  readonly pixelScale?: PixelScale;
  /** Measurements of this very file, see `profile`. */
  readonly profiles?: readonly Profile[];
}

const storedRows = 16;

/**
 * Writes the package of a model that `shrinkModel` made smaller, or left as it is: as `writePackage` does for our own, with
 * the original's hash and figures beside its own. Reference answers are what onnxruntime says of the file when it is packed.
 * @throws FILE_UNWRITABLE (also for a folder that holds anything but a package); UNSUPPORTED, ARGUMENT_INVALID for a model
 * whose inputs cannot be made up where there are no data
 */
export async function writeShrunkPackage(
  folder: string,
  source: ShrinkSource,
  shrunk: Shrunk,
  options: ShrunkPackageOptions = {},
): Promise<ModelCard> {
  const { dataset, profiles = [] } = options;
  await checkPackageFolder(folder);
  const { model } = shrunk;
  const fed = shrunk.fed ?? (dataset && (await fedAsIs(source, dataset, options.pixelScale)));
  await using loaded = await load(model);
  return writeCardAndFiles(folder, {
    model,
    description: { ...described(source, shrunk, dataset), ...spokenOf(model, loaded, fed, dataset) },
    ...(shrunk.cut && { plan: shrunk.cut.plan }),
    metrics: await metricsOf(shrunk, fed),
    devices: profiles.map(deviceFigures),
    reference: await referenceOf(model, loaded, source.name, fed),
  });
}

/** Of a model that stays as it is; undefined where the data do not fit it, which then is no reason to fail. */
async function fedAsIs(
  source: ShrinkSource,
  dataset: Dataset,
  pixelScale: PixelScale | undefined,
): Promise<FedRows | undefined> {
  try {
    return { examined: await examine(source, dataset, pixelScale), test: dataset.split.test };
  } catch (error) {
    if (isSecateurError(error)) return undefined;
    throw error;
  }
}

/** On the test rows, before and after; of a copy both are those of the original. */
async function metricsOf({ report, model }: Shrunk, fed: FedRows | undefined): Promise<CardMetrics> {
  const { answers } = report;
  const nameOf = (figure: Measured['figure']) => (figure === 'accuracy' ? 'testAccuracy' : 'testRmse');
  if (answers) {
    const name = nameOf(answers.figure);
    return { before: { [name]: answers.before }, after: { [name]: answers.after } };
  }
  if (!fed || fed.test.length === 0) return { before: {}, after: {} };
  const own: Answers = await answersToData(model, fed.examined, fed.test);
  const { figure, before } = measured(own, own, targetsOf(fed.examined, fed.test), 0);
  const found = { [nameOf(figure)]: before };
  return { before: found, after: found };
}

async function referenceOf(
  model: Uint8Array,
  loaded: Model,
  name: string,
  fed: FedRows | undefined,
): Promise<Reference> {
  const feeds = fed ? rowsOf(loaded, fed) : madeUp(loaded, name);
  const inputs = loaded.inputs.map(({ name }) => tensorOf(name, feeds[name]!));
  const { answers, runtime } = await answersOf(model, 'node-cpu', inputs);
  return { inputs, outputs: answers, source: runtime, tolerance: toleranceOf(decodeModel(model, name)) };
}

function rowsOf(loaded: Model, { examined, test }: FedRows): Readonly<Record<string, Feed>> {
  const some = (test.length > 0 ? test : examined.sample).subarray(0, storedRows);
  const fixed = fixedRows(loaded);
  return examined.feeds(fixed === undefined ? some : filledUp(some, fixed));
}

function madeUp(loaded: Model, name: string): Readonly<Record<string, Feed>> {
  try {
    return madeUpFeeds(loaded, storedRows, 0);
  } catch (error) {
    if (!isSecateurError(error)) throw error;
    throw new SecateurError(
      error.code,
      `${name}: a package stores answers to some rows, and none can be made up for this model: its inputs leave more open than how many rows there are, or hold what is no number. Name rows with --data.`,
    );
  }
}

function tensorOf(name: string, { type, data, dims }: Feed): Reference['inputs'][number] {
  const values = data as Reference['inputs'][number]['values'];
  return { name, shape: dims, values, ...((type === 'float16' || type === 'bool') && { type }) };
}
