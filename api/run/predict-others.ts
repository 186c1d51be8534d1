import { SecateurError, sizeOf } from '../../core/index.ts';
import { type Dataset, readUnlabelled, type UnlabelledOptions } from '../../datasets/index.ts';
import { decodeModel, firstAffine, type OnnxModel } from '../../onnx/index.ts';
import type { OtherModel } from '../../runtime/index.ts';
import { answeringData } from '../answers/answering-data.ts';
import type { Listener } from '../listener.ts';
import { readWhole } from '../read-model.ts';
import { labelsOf } from '../scores/score-model.ts';
import type { PixelScale, Scale } from '../shrink/feeds/feeds.ts';
import { rowFeeds } from '../shrink/feeds/row-feeds.ts';
import { type RowOutput, runRows, tensorOutputs } from '../shrink/feeds/run-rows.ts';
import { scalesFor, wholePixels } from '../shrink/feeds/scales.ts';
import { statedClasses } from '../shrink/reading/stated-classes.ts';
import type { SaidByCard } from './said-by-card.ts';

export interface OthersOptions extends UnlabelledOptions {
  /** What the model takes for black and white; of images by default what its first operators say, else 0 and 1. */
  readonly pixelScale?: PixelScale;
  /** Of a package: what its card says. */
  readonly said?: SaidByCard;
}

/** Answers as a table: a column for each value of each output. */
export interface OtherAnswers {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Rows a call to the runtime's own batches: Ctrl-C is heard between them. */
const batchRows = 4096;

/**
 * What a model that nobody described answers to the rows of a source: columns by the names of its inputs, or by position;
 * images between what it takes for black and white.
 * @throws SHAPE_MISMATCH, DATA_INVALID where model and rows do not fit each other; UNSUPPORTED; ABORTED; as reading
 */
export async function predictOthers(
  file: string,
  model: OtherModel,
  source: string,
  options: OthersOptions,
  { signal, note }: Pick<Listener, 'signal' | 'note'>,
): Promise<OtherAnswers> {
  const original = decodeModel(await readWhole(file), file);
  const { said = {}, pixelScale, ...reading } = options;
  const { data: given, chosen } = await rowsOf(source, reading);
  const data = said.columns ? inOrder(given, said.columns) : given;
  const scale = said.columns?.some((column) => column.scale !== undefined)
    ? { columns: said.columns.map(({ mean = 0, scale = 1 }) => ({ mean, scale })), note: '' }
    : scaleFor(original, model, data, chosen, pixelScale ?? said.pixels);
  if (scale.note !== '') note(scale.note);
  const feeds = rowFeeds(file, model.inputs, data, scale);
  const outputs = tensorOutputs(model);
  const tables: (readonly (string | number)[])[] = [];
  let header: readonly string[] = [];
  for (let start = 0; start < chosen.length; start += batchRows) {
    if (signal.aborted) throw new SecateurError('ABORTED', 'interrupted; nothing was written.');
    const answers = await runRows(model, feeds, chosen.subarray(start, start + batchRows), outputs);
    const table = tableOf(answers, said.labels ?? statedClasses(original, undefined), said.score);
    header = table.header;
    tables.push(...table.rows);
  }
  return { header, rows: tables };
}

/** Rows of a source that may know more than a model is fed: of data sets those that are kept for looking at models. */
async function rowsOf(source: string, options: UnlabelledOptions) {
  const bare = await readUnlabelled(source, options);
  if (!bare) {
    const { dataset, rows } = await answeringData(source, options);
    return { data: dataset, chosen: rows };
  }
  const data = { ...bare, targets: new Float32Array(bare.count) };
  return { data, chosen: Uint32Array.from({ length: bare.count }, (_, row) => row) };
}

/** The columns that a card names, where the table has them all; else the table as it is. */
function inOrder<Table extends Pick<Dataset, 'input' | 'rows'>>(
  table: Table,
  wanted: NonNullable<SaidByCard['columns']>,
): Table {
  const { input, rows } = table;
  if (input.kind === 'image') return table;
  const places = new Map(input.columns.map(({ name }, place) => [name, place]));
  const order = wanted.map(({ name }) => places.get(name));
  if (!order.every((place) => place !== undefined)) return table;
  const width = input.columns.length;
  const count = rows.length / width;
  const chosen = Float32Array.from({ length: count * order.length }, (_, at) => {
    const row = Math.floor(at / order.length);
    return rows[row * width + order[at % order.length]!]!;
  });
  return { ...table, input: { ...input, columns: order.map((place) => input.columns[place]!) }, rows: chosen };
}

function scaleFor(
  original: OnnxModel,
  { inputs: [only] }: OtherModel,
  data: Pick<Dataset, 'input' | 'rows'>,
  rows: Uint32Array,
  asked: PixelScale | undefined,
): Scale {
  const { input } = data;
  const pixels = asked ?? wholePixels(input, only);
  if (pixels || input.kind === 'table' || !only) return { ...(pixels && { pixels }), note: '' };
  const empty = new Uint32Array();
  const split = { train: rows, validation: empty, test: empty };
  const [first] = scalesFor({ ...data, split }, undefined, firstAffine(original, only.name, input.channels));
  if (!first?.pixels) return first ?? { note: '' };
  const why = first.toldBy
    ? `, as the model's own first operators (${first.toldBy.join(', ')}) say.`
    : '. If the model was trained on another scale, say so: --pixel-scale black:white.';
  return { ...first, note: `${first.note}${why}` };
}

/** A score for each class is headed by the class, where the model names them, and the largest is the prediction. */
function tableOf(
  outputs: readonly RowOutput[],
  stated: readonly string[] | undefined,
  score: SaidByCard['score'],
): OtherAnswers {
  const widthOf = ({ dims }: RowOutput) => sizeOf(dims);
  const count = outputs.length === 0 ? 0 : outputs[0]!.values.length / widthOf(outputs[0]!);
  const scores = outputs.find((output) => widthOf(output) === stated?.length);
  const saysLabel = outputs.some((output) => widthOf(output) === 1 && !(output.type ?? '').startsWith('float'));
  const one = score && outputs.find(({ name }) => name === score.output);
  const chosen = one
    ? Uint32Array.from(one.values as Float32Array, (value) => Number(value >= score.threshold))
    : scores && !saysLabel
      ? labelsOf(scores.values as Float32Array, stated!.length)
      : undefined;
  const header = outputs.flatMap((output) => {
    const width = widthOf(output);
    if (width === 1) return [output.name];
    return Array.from({ length: width }, (_, at) => `${output.name} ${width === stated?.length ? stated[at] : at}`);
  });
  const rows = Array.from({ length: count }, (_, row) => [
    ...(chosen ? [stated?.[chosen[row]!] ?? chosen[row]!] : []),
    ...outputs.flatMap((output): (string | number)[] => [
      ...output.values.slice(row * widthOf(output), (row + 1) * widthOf(output)),
    ]),
  ]);
  // An output may have that very name, and rows are written as objects too.
  const title = header.includes('prediction') ? 'predicted label' : 'prediction';
  return { header: [...(chosen ? [title] : []), ...header], rows };
}
