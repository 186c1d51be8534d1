import { stat } from 'node:fs/promises';
import { answeringData, askModel, compareAnswers, environment, sizeOfModel } from '../../../api/commands.ts';
import { SecateurError } from '../../../core/index.ts';
import { readText } from '../../../files/index.ts';
import {
  type AnswersCompared,
  compareModels,
  compressedSizes,
  parseReport,
  type Report,
  type ReportModel,
  reportVersion,
} from '../../../runtime/index.ts';
import { readOutline } from '../inspect/model-outline.ts';
import type { AskedComparison, AskedFile } from './asked.ts';

/**
 * Two files as one report: every model in them, those of the first one first, which the others are compared to.
 * Errors as reading the files and the data.
 */
export async function reportOfBoth({
  before,
  after,
  data,
}: AskedComparison): Promise<{ readonly report: Report; readonly answers: AnswersCompared | undefined }> {
  const asked = data && (await answeringData(data.source, data.target === undefined ? {} : { target: data.target }));
  const modelsOf = async (file: AskedFile): Promise<readonly ReportModel[]> => {
    if (file.kind === 'profile') return parseReport(await readText(file.path), file.name).models;
    const model = await modelOf(file);
    // Asked by its path, and shown by its name.
    return [asked ? { ...model, ...(await askModel(file.path, asked)), file: file.title } : model];
  };
  const [first, second] = [await modelsOf(before), await modelsOf(after)];
  const models = unambiguous(first, second);
  if (models.length === 0) {
    throw new SecateurError('DATA_INVALID', `Neither ${before.title} nor ${after.title} holds a model.`);
  }
  const answers = [first[0]?.answers, second[0]?.answers] as const;
  return {
    report: {
      kind: 'secateur-report',
      schemaVersion: reportVersion,
      title: `${before.title} and ${after.title}`,
      createdAt: new Date().toISOString(),
      environment: environment(),
      models,
      comparisons: compareModels(models),
      summary: [],
    },
    answers: asked && answers[0] && answers[1] && compareAnswers(answers[0], answers[1]),
  };
}

async function modelOf({ path, name, title }: AskedFile): Promise<ReportModel> {
  const { size } = await stat(path);
  const { model } = await readOutline(path, name);
  const { parameters, macs } = sizeOfModel(model, size);
  const sizes = await compressedSizes([path]);
  return { name: title, file: title, parameters, ...(macs !== undefined && { macs }), ...sizes, profiles: [] };
}

/** Names that differ. `dense` stands for what the others are compared to, wherever it is: here that is the first model. */
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
