import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import { readBytes } from '../../files/index.ts';
import { decodeModel, summarize } from '../../onnx/index.ts';
import {
  type Comparison,
  compareModels,
  modelAtWidth,
  type Profile,
  type Report,
  type ReportModel,
  reportVersion,
} from '../../runtime/index.ts';
import { modelSize } from '../model-size.ts';

/**
 * Profiles of some models as a report, the one format in which measurements are kept.
 * @param width at which adjustable models were profiled
 */
export async function profileReport(profiles: readonly Profile[], width?: number): Promise<Report> {
  const files = [...new Set(profiles.map(({ model }) => model.file))];
  const models = await Promise.all(
    files.map((file) =>
      modelOf(
        profiles.filter(({ model }) => model.file === file),
        width,
      ),
    ),
  );
  return reportOf(`Profile of ${models.map(({ name }) => name).join(', ')}`, models, compareModels(models));
}

export function reportOf(title: string, models: readonly ReportModel[], comparisons: readonly Comparison[]): Report {
  return {
    kind: 'secateur-report',
    schemaVersion: reportVersion,
    title,
    createdAt: new Date().toISOString(),
    environment: environment(),
    models,
    comparisons,
    summary: [],
  };
}

async function modelOf(profiles: readonly Profile[], width: number | undefined): Promise<ReportModel> {
  const { model } = profiles[0]!;
  const bytes = await readBytes(model.file);
  const profiled = width === undefined ? bytes : modelAtWidth(bytes, width, model.file);
  // Of a file whose width is an input, the whole is what there is to count.
  const { parameters, macs } =
    profiled === bytes ? modelSize(bytes, model.file) : summarize(decodeModel(profiled, model.file));
  return { ...model, parameters, ...(macs !== undefined && { macs }), profiles };
}

export function environment(): Report['environment'] {
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    os: `${platform()} ${release()} ${arch()}`,
    nodeVersion: process.version,
  };
}
