import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import { readBytes } from '../../files/index.ts';
import { compareModels, type Profile, type Report, type ReportModel, reportVersion } from '../../runtime/index.ts';
import { modelSize } from '../model-size.ts';

/** Profiles of some models as a report, the one format in which measurements are kept. */
export async function profileReport(profiles: readonly Profile[]): Promise<Report> {
  const files = [...new Set(profiles.map(({ model }) => model.file))];
  const models = await Promise.all(files.map((file) => modelOf(profiles.filter(({ model }) => model.file === file))));
  return {
    kind: 'secateur-report',
    schemaVersion: reportVersion,
    title: `Profile of ${models.map(({ name }) => name).join(', ')}`,
    createdAt: new Date().toISOString(),
    environment: environment(),
    models,
    comparisons: compareModels(models),
    summary: [],
  };
}

async function modelOf(profiles: readonly Profile[]): Promise<ReportModel> {
  const { model } = profiles[0]!;
  const { parameters, macs } = modelSize(await readBytes(model.file), model.file);
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
