import type { CompactNetwork, Posterior } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type AdjustableDetails,
  type CardMetrics,
  exportModel,
  type NeededFeature,
  type PruningPlan,
  prefixAt,
  prefixNetwork,
} from '../../exporter/index.ts';
import { writeAtomically } from '../../files/index.ts';
import type { Profile } from '../../runtime/index.ts';
import { calibrationMetrics, metricsOf, type Score } from '../../trainer/index.ts';
import { calibrate } from '../calibrate.ts';
import { writePackage } from '../package/write-package.ts';
import { rowsFor, scoreModel } from '../scores/score-model.ts';
import type { ExportOptions } from './export-options.ts';
import type { SameData } from './same-data.ts';

export interface Exported {
  readonly posterior: Posterior;
  readonly plan: PruningPlan | undefined;
  readonly network: CompactNetwork;
  /** The model of the uncut posterior mean. */
  readonly before: Uint8Array;
  readonly model: Uint8Array;
  /** Of this model, for the card of a package. */
  readonly profiles: readonly Profile[];
  readonly adjustable: AdjustableDetails | undefined;
  /** After fine-tuning. */
  readonly validation: Score | undefined;
  /** Test rows that a guarantee was not tested on; all of them where there is none. */
  readonly untouched: Uint32Array | undefined;
  /** What to feed a model whose interface was narrowed. */
  readonly features: readonly NeededFeature[] | undefined;
}

/** Writes the file, or the package, that the options ask for. @returns where it went */
export async function save(sameData: SameData, exported: Exported, options: ExportOptions): Promise<string> {
  if (options.package === undefined) {
    await writeAtomically(options.output!, exported.model);
    if (exported.features) await writeFeatures(options.output!, exported.features);
    return options.output!;
  }
  const { posterior, plan, network, model, profiles, adjustable } = exported;
  const { metrics, rows } = await measured(sameData, exported, options);
  await writePackage(options.package, network, {
    model,
    posterior,
    metrics,
    profiles,
    ...(adjustable && { adjustable }),
    ...(plan && { plan }),
    ...(rows && { rows }),
  });
  return options.package;
}

/** `small.onnx` is fed by what `small.features.json` lists. */
export function featuresPath(output: string): string {
  return `${output.replace(/\.onnx$/, '')}.features.json`;
}

async function writeFeatures(output: string, features: readonly NeededFeature[]): Promise<void> {
  await writeAtomically(featuresPath(output), `${JSON.stringify({ schemaVersion: 1, features }, undefined, 1)}\n`);
}

const storedRows = 16;

/** Of the posterior's own figures those of its mean, not those `Of` something else. With data at hand both models are scored on its test rows, and the first of those are what the package stores. */
async function measured(
  sameData: SameData,
  { posterior, network, before, model, adjustable, validation, untouched }: Exported,
  options: ExportOptions,
): Promise<{ metrics: CardMetrics; rows: Float32Array | undefined }> {
  const data = options.fineTune ?? options.data;
  const metrics: CardMetrics = {
    before: Object.fromEntries(Object.entries(posterior.metrics).filter(([name]) => !/Of[A-Z]/.test(name))),
    after: validation ? metricsOf('validation', validation) : {},
  };
  if (data === undefined) return { metrics, rows: undefined };
  const dataset = await sameData(data);
  const test = untouched ?? dataset.split.test;
  if (test.length === 0) return { metrics, rows: undefined };
  return {
    metrics: {
      before: { ...metrics.before, ...(await onTest(before, dataset, test)) },
      after: { ...metrics.after, ...(await onTest(model, dataset, test)) },
      ...(adjustable && { widths: await widthsOnTest(network, adjustable, dataset, test) }),
    },
    rows: rowsFor({ metadata: network }, dataset, test.subarray(0, storedRows)),
  };
}

async function onTest(model: Uint8Array, dataset: Dataset, test: Uint32Array): Promise<Record<string, number>> {
  const calibration = await calibrate(model, dataset, test);
  return {
    ...metricsOf('test', await scoreModel(model, dataset, test)),
    ...(calibration && calibrationMetrics('test', calibration)),
  };
}

async function widthsOnTest(
  network: CompactNetwork,
  { narrows, widths }: AdjustableDetails,
  dataset: Dataset,
  test: Uint32Array,
): Promise<NonNullable<CardMetrics['widths']>> {
  const scored = [];
  for (const { width } of widths) {
    const part = prefixNetwork(network, prefixAt({ network, narrows }, width));
    scored.push({ width, after: await onTest(exportModel(part), dataset, test) });
  }
  return scored;
}
