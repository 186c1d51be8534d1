import { stat } from 'node:fs/promises';
import { environment, sizeOfModel } from '../../../api/index.ts';
import { SecateurError } from '../../../core/index.ts';
import { readText } from '../../../files/index.ts';
import {
  compareModels,
  compressedSizes,
  parseReport,
  type Report,
  type ReportModel,
  reportVersion,
} from '../../../runtime/index.ts';
import type { DocumentFile } from '../documents/documents.ts';
import type { ModelOutline } from '../inspect/model-outline.ts';

/** A document that takes part in a comparison, and its outline where it is a model. */
export interface Compared {
  readonly title: string;
  readonly file: DocumentFile;
  readonly outline: ModelOutline | undefined;
}

/**
 * Two documents as one report: every model in them, those of the first one first, which the others are compared to.
 * Errors as reading the files.
 */
export async function reportOfBoth(before: Compared, after: Compared): Promise<Report> {
  const sides = [await modelsOf(before), await modelsOf(after)] as const;
  const models = unambiguous(sides[0], sides[1]);
  if (models.length === 0) {
    throw new SecateurError('DATA_INVALID', `Neither ${before.title} nor ${after.title} holds a model.`);
  }
  return {
    kind: 'secateur-report',
    schemaVersion: reportVersion,
    title: `${before.title} and ${after.title}`,
    createdAt: new Date().toISOString(),
    environment: environment(),
    models,
    comparisons: compareModels(models),
    summary: [],
  };
}

async function modelsOf({ title, file, outline }: Compared): Promise<ReportModel[]> {
  if (!outline) return [...parseReport(await readText(file.path), file.name).models];
  const { size } = await stat(file.path);
  const { parameters, macs } = sizeOfModel(outline.model, size);
  const sizes = await compressedSizes([file.path]);
  return [{ name: title, file: title, parameters, ...(macs !== undefined && { macs }), ...sizes, profiles: [] }];
}

/**
 * Names that differ. `dense` stands for what the others are compared to, wherever it is: here that is the first model.
 */
function unambiguous(before: readonly ReportModel[], after: readonly ReportModel[]): ReportModel[] {
  const names = new Set<string>();
  return [...before, ...after].map((model, at) => {
    const isSecond = at >= before.length;
    const wanted = isSecond && model.name === 'dense' ? 'dense, second file' : model.name;
    const name = names.has(wanted) ? `${wanted}, second file` : wanted;
    names.add(name);
    return { ...model, name };
  });
}
