import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import { isSecateurError } from '../../core/index.ts';
import { openRanges, readBytes } from '../../files/index.ts';
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
import { sizeOfModel } from '../model-size.ts';

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
  // The file's hash and the width are each profile's own.
  const { sha256: _, width: __, ...model } = profiles[0]!.model;
  const { parameters, macs } = await countsOf(model.file, width);
  return {
    ...model,
    ...(parameters !== undefined && { parameters }),
    ...(macs !== undefined && { macs }),
    profiles,
  };
}

/** Nothing of a model that can be measured but that only the runtime can read (functions of its own, sparse weights...). */
export async function countsOf(
  file: string,
  width: number | undefined,
): Promise<{ readonly parameters?: number; readonly macs?: number | undefined }> {
  const bytes = await readBytes(file);
  const profiled = width === undefined ? bytes : modelAtWidth(bytes, width, file);
  using ranges = openRanges(file);
  try {
    const decoded = decodeModel(profiled, file, ({ location, offset, length }) =>
      ranges.read(location, offset, length),
    );
    // Of a file whose width is an input, the whole is what there is to count.
    return profiled === bytes ? sizeOfModel(decoded, bytes.length) : summarize(decoded);
  } catch (error) {
    if (isSecateurError(error)) return {};
    throw error;
  }
}

export function environment(): Report['environment'] {
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    os: `${platform()} ${release()} ${arch()}`,
    nodeVersion: process.version,
  };
}
