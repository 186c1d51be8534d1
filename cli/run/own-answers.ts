import { columnCount, SecateurError } from '../../core/index.ts';
import { readRows } from '../../datasets/index.ts';
import type { Classification, Model, Regression } from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import type { RunOptions } from './run-options.ts';
import { rounded, type Table } from './table.ts';

type Answer = Classification | Regression;
type OwnModel = Exclude<Model, { kind: 'other' }>;

/** Rows a call: memory stays that of one batch whatever the size of the file. */
const batchRows = 1000;

/** Of a model that says what its columns and its answers mean. */
export async function answersOfOwn(context: CommandContext, model: OwnModel, options: RunOptions): Promise<Table> {
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

async function predictAll(model: OwnModel, rows: Float32Array, signal: AbortSignal): Promise<Answer[]> {
  const width = columnCount(model.metadata.input);
  const answers: Answer[] = [];
  for (let start = 0; start < rows.length; start += batchRows * width) {
    if (signal.aborted) throw new SecateurError('ABORTED', 'interrupted; nothing was written.');
    answers.push(...(await model.predict(rows.subarray(start, start + batchRows * width))));
  }
  return answers;
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
