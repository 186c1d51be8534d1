import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkWritable, parsePixelScale, predictOthers, type SaidByCard, saidByCard } from '../../api/commands.ts';
import { type InputSpec, SecateurError } from '../../core/index.ts';
import { readRows } from '../../datasets/index.ts';
import { writeAtomically } from '../../files/index.ts';
import {
  type Classification,
  type LoadOptions,
  load,
  type Model,
  type OtherModel,
  type Regression,
} from '../../runtime/index.ts';
import type { Action } from '../action.ts';
import type { CommandContext } from '../context.ts';
import { csvText } from '../csv.ts';
import { count } from '../format.ts';

export interface RunOptions {
  readonly input: string;
  readonly output?: string;
  readonly device: NonNullable<LoadOptions['device']>;
  readonly width?: number;
  readonly probabilities?: boolean;
  readonly target?: string;
  readonly imageSize?: { readonly height: number; readonly width: number };
  readonly grey?: boolean;
  readonly pixelScale?: string;
  readonly json?: boolean;
}

/** Rows a call: memory stays that of one batch whatever the size of the file. */
const batchRows = 1000;

export const run: Action<RunOptions> = async (context, [path = ''], options) => {
  const isPackage = await isFolder(path);
  const file = isPackage ? join(path, 'model.onnx') : path;
  if (options.output !== undefined) await checkWritable(options.output, [file, options.input]);
  await using model = await load(file, {
    device: options.device,
    ...(options.width !== undefined && { width: options.width }),
  });
  const table =
    model.kind === 'other'
      ? await answersOfOthers(context, { file, model, ...(isPackage && { said: await saidByCard(path) }) }, options)
      : await answersOfOwn(context, model, options);
  const objects = table.rows.map((row) => Object.fromEntries(row.map((cell, column) => [table.header[column]!, cell])));
  const text = options.json ? `${JSON.stringify(objects)}\n` : csvText([table.header, ...table.rows]);
  if (options.output === undefined) {
    context.result(objects, text);
    return;
  }
  await writeAtomically(options.output, text);
  context.note(`${count(table.rows.length)} predictions saved in ${options.output}.`);
};

async function answersOfOwn(context: CommandContext, model: OwnModel, options: RunOptions): Promise<Table> {
  const idle = Object.entries(othersOnly).find(([key]) => options[key as keyof typeof othersOnly] !== undefined);
  if (idle) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${idle[1]} is about models that say nothing of themselves, and ${model.name} says what it takes. Leave it out.`,
    );
  }
  const { rows, notes } = await readRows(options.input, model.metadata.input);
  notes.forEach(context.note);
  return tableOf(model, await predictAll(model, rows, context.signal), options.probabilities === true);
}

const othersOnly = {
  target: '--target',
  imageSize: '--image-size',
  grey: '--grey',
  pixelScale: '--pixel-scale',
} as const;

async function answersOfOthers(
  context: CommandContext,
  { file, model, said }: { readonly file: string; readonly model: OtherModel; readonly said?: SaidByCard },
  { input, target, imageSize, grey, pixelScale }: RunOptions,
): Promise<Table> {
  const { header, rows } = await predictOthers(
    file,
    model,
    input,
    {
      ...(target !== undefined && { target }),
      ...(imageSize && { imageSize }),
      ...(grey && { grey }),
      ...(pixelScale !== undefined && { pixelScale: parsePixelScale(pixelScale) }),
      ...(said && { said }),
    },
    context,
  );
  return { header, rows: rows.map((row) => row.map((cell) => (typeof cell === 'number' ? rounded(cell) : cell))) };
}

type Answer = Classification | Regression;
/** What is not there is a file that is missing, which loading it says. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

type OwnModel = Exclude<Model, { kind: 'other' }>;

async function predictAll(model: OwnModel, rows: Float32Array, signal: AbortSignal): Promise<Answer[]> {
  const width = widthOf(model.metadata.input);
  const answers: Answer[] = [];
  for (let start = 0; start < rows.length; start += batchRows * width) {
    if (signal.aborted) throw new SecateurError('ABORTED', 'interrupted; nothing was written.');
    answers.push(...(await model.predict(rows.subarray(start, start + batchRows * width))));
  }
  return answers;
}

function widthOf(input: InputSpec): number {
  return input.kind === 'image' ? input.height * input.width * input.channels : input.columns.length;
}

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

function tableOf(model: OwnModel, answers: readonly Answer[], withProbabilities: boolean): Table {
  const { task } = model.metadata;
  if (task.kind === 'regression') return tableFrom(answers as readonly Regression[], regressionColumns);
  const ofLabels = task.labels.map(
    (label, index): Column<Classification> => [`probability of ${label}`, ({ probabilities }) => probabilities[index]],
  );
  return tableFrom(answers as readonly Classification[], [
    ...classificationColumns,
    ...(withProbabilities ? ofLabels : []),
  ]);
}

type Column<Answer> = readonly [title: string, cell: (answer: Answer) => string | number | undefined];

const regressionColumns: readonly Column<Regression>[] = [
  ['prediction', ({ value }) => value],
  ['stdDev', ({ stdDev }) => stdDev],
  ['modelStdDev', ({ modelStdDev }) => modelStdDev],
  ['lower', ({ interval }) => interval?.[0]],
  ['upper', ({ interval }) => interval?.[1]],
];

const classificationColumns: readonly Column<Classification>[] = [
  ['prediction', ({ label }) => label],
  ['probability', ({ probabilities, index }) => probabilities[index]],
  ['entropy', ({ entropy }) => entropy],
  ['mutualInformation', ({ mutualInformation }) => mutualInformation],
];

/** The columns that the model has something to say about. */
function tableFrom<Answer>(answers: readonly Answer[], all: readonly Column<Answer>[]): Table {
  const columns = all.filter(([, cell], at) => at === 0 || (answers[0] && cell(answers[0]) !== undefined));
  return {
    header: columns.map(([title]) => title),
    rows: answers.map((answer) =>
      columns.map(([, cell]) => {
        const value = cell(answer)!;
        return typeof value === 'number' ? rounded(value) : value;
      }),
    ),
  };
}

/** As many digits as a float32 has. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
