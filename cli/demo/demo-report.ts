import { basename } from 'node:path';
import { environment } from '../../api/commands.ts';
import { modelSize } from '../../api/index.ts';
import { describeTempering, featureNames } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { formatRule } from '../../exporter/index.ts';
import { readBytes } from '../../files/index.ts';
import {
  compareModels,
  type Inclusion,
  type Profile,
  type Report,
  type ReportModel,
  reportVersion,
  type TradeOff,
} from '../../runtime/index.ts';
import type { Evaluation } from './evaluate.ts';
import type { Recipe } from './recipe.ts';
import type { Trained } from './train-stages.ts';

export interface Measured {
  readonly evaluations: readonly Evaluation[];
  readonly profiles: readonly Profile[];
  readonly tradeOff: TradeOff;
}

/** Everything the demo found out, with file names relative to the report's own folder. */
export async function demoReport(
  dataset: Dataset,
  trained: Trained,
  measured: Measured,
  recipe: Recipe,
): Promise<Report> {
  const { posterior, plan, stages } = trained;
  const { split, name, provenance } = dataset;
  const models = await Promise.all(measured.evaluations.map((evaluation) => modelOf(evaluation, measured.profiles)));
  const tempering = describeTempering(posterior.tempering);
  return {
    kind: 'secateur-report',
    schemaVersion: reportVersion,
    title: `Pruning ${recipe.network} on ${name}`,
    createdAt: new Date().toISOString(),
    environment: environment(),
    data: {
      name,
      sha256: provenance.sha256,
      train: split.train.length,
      validation: split.validation.length,
      test: split.test.length,
    },
    models,
    comparisons: compareModels(models),
    posterior: {
      family: posterior.family,
      prior: posterior.prior,
      tempering: posterior.tempering,
      rule: formatRule(plan.rule),
    },
    inclusion: inclusionOf(trained),
    tradeOff: measured.tradeOff,
    training: stages,
    summary: [
      plan.why,
      `The compact network was then trained ${recipe.fineTune.epochs} epochs more, taught by the dense network; the points of the trade-off beside it were not.`,
      ...(tempering === undefined ? [] : [tempering]),
    ],
  };
}

async function modelOf(evaluation: Evaluation, profiles: readonly Profile[]): Promise<ReportModel> {
  const { file, accuracy, agreementWithDense, largestProviderDifference } = evaluation;
  const own = profiles.filter(({ model }) => model.file === file);
  const { parameters, macs, network } = modelSize(await readBytes(file), file);
  const { name, sizeBytes, gzipBytes, brotliBytes } = own[0]!.model;
  return {
    name,
    file: basename(file),
    ...(network !== undefined && { network }),
    parameters,
    ...(macs !== undefined && { macs }),
    sizeBytes,
    gzipBytes,
    ...(brotliBytes !== undefined && { brotliBytes }),
    accuracy,
    agreementWithDense,
    largestProviderDifference,
    profiles: own.map((profile) => ({ ...profile, model: { ...profile.model, file: basename(file) } })),
  };
}

/** The median rule cuts at log-odds of 0. */
function inclusionOf({ posterior, plan }: Trained): Inclusion {
  const groups = plan.groups.map(({ name, logOdds, after }) => ({ name, group: { logOdds, cut: 0, kept: after } }));
  const inputs = groups.find(({ name }) => name === 'inputs')?.group;
  const { input } = posterior;
  const shape =
    input.kind === 'image' ? { image: { height: input.height, width: input.width, channels: input.channels } } : {};
  return {
    ...(inputs && { inputs: { ...inputs, ...shape, names: featureNames(input) } }),
    layers: groups.filter(({ name }) => name !== 'inputs').map(({ group }) => group),
  };
}
