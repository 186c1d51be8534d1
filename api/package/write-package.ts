import { type CompactNetwork, columnCount, type Posterior, SecateurError } from '../../core/index.ts';
import {
  type AdjustableDetails,
  type CardContent,
  type CardMetrics,
  type DeviceFigures,
  describeExport,
  exampleRows,
  exportModel,
  floatTolerance,
  integerTolerance,
  type ModelCard,
  type PruningPlan,
  packageFileName,
  packageFiles,
  type Reference,
  referenceOf,
} from '../../exporter/index.ts';
import { checkReplaceable, writeFolderAtomically } from '../../files/index.ts';
import { type Profile, targetNameOf } from '../../runtime/index.ts';
import { largestDifference } from '../largest-difference.ts';
import { answersOf } from '../verify/answers.ts';

export interface PackageOptions {
  /** The file to pack, a form of `network` that was made smaller; `exportModel` writes one when not given. */
  readonly model?: Uint8Array;
  /** The cut that led to this network, for the card. */
  readonly plan?: PruningPlan;
  /** The posterior it came from, for the card. */
  readonly posterior?: Posterior;
  /** Raw rows whose answers are stored, at most 64 of them; made up from what the network takes when not given. */
  readonly rows?: Float32Array;
  /** Of a file of many widths: answers are stored at each of these. */
  readonly adjustable?: Pick<AdjustableDetails, 'narrows' | 'widths'>;
  /** How good it was before the cut and is now. */
  readonly metrics?: CardMetrics;
  /** Measurements of this model, see `profile`. */
  readonly profiles?: readonly Profile[];
}

const madeUpRows = 16;
const mostRows = 64;

/**
 * Writes a folder with everything that goes with a model: `model.onnx`, `card.md` and `card.json`, its labels, reference
 * rows and answers, and the SHA-256 of each file. `verifyModel` checks it. The folder appears, or replaces an earlier
 * package, in one step; the same content gives the same bytes.
 * @throws FILE_UNWRITABLE (also for a folder that holds anything but a package), DATA_INVALID, ARGUMENT_INVALID
 */
export async function writePackage(
  folder: string,
  network: CompactNetwork,
  options: PackageOptions = {},
): Promise<ModelCard> {
  const { plan, posterior, adjustable, metrics = { before: {}, after: {} }, profiles = [] } = options;
  await checkPackageFolder(folder);
  const details = { ...(plan && { plan }), ...(posterior && { posterior }) };
  const model = options.model ?? exportModel(network, details);
  const rows = options.rows ?? exampleRows(network.input, madeUpRows);
  if (rows.length === 0 || rows.length > mostRows * columnCount(network.input)) {
    throw new SecateurError('ARGUMENT_INVALID', `Reference rows must be 1 to ${mostRows}. Give fewer.`);
  }
  return writeCardAndFiles(folder, {
    model,
    description: describeExport(network, details),
    ...(plan && { plan }),
    metrics,
    devices: profiles.map(deviceFigures),
    reference: await referenceFor(model, referenceOf(network, rows, adjustable)),
  });
}

/** Writes the folder of a card's content, in one step. @throws FILE_UNWRITABLE */
export async function writeCardAndFiles(folder: string, content: CardContent): Promise<ModelCard> {
  const { card, files } = packageFiles(content);
  await writeFolderAtomically(folder, files, isPackageFile);
  return card;
}

/** Finds out before the work whether a package can be written there. @throws FILE_UNWRITABLE */
export async function checkPackageFolder(folder: string): Promise<void> {
  await checkReplaceable(folder, isPackageFile);
}

const isPackageFile = (name: string) => packageFileName.test(name);

/** The answers in float64 where the file gives them but for rounding; else, of fewer bits, what it answers here. */
async function referenceFor(model: Uint8Array, exact: Reference): Promise<Reference> {
  const { answers, runtime } = await answersOf(model, 'node-cpu', exact.inputs);
  const isExact =
    answers.length === exact.outputs.length &&
    answers.every(({ values }, index) => {
      const due = exact.outputs[index]!.values;
      const areNumbers = values instanceof Float64Array && due instanceof Float64Array;
      return areNumbers && largestDifference(values, due) <= floatTolerance;
    });
  return isExact ? exact : { ...exact, outputs: answers, source: runtime, tolerance: integerTolerance };
}

export function deviceFigures(profile: Profile): DeviceFigures {
  const { environment, provider, latencyMs, peakRssBytes, model } = profile;
  return {
    device: environment.browser?.userAgent ?? environment.cpuModel,
    runtime: environment.runtime,
    provider,
    target: targetNameOf(profile),
    ...(model.width !== undefined && { width: model.width }),
    p50Ms: latencyMs.p50,
    p99Ms: latencyMs.p99,
    ...(peakRssBytes !== undefined && { peakRssBytes }),
  };
}
