import { type Dataset, readUnlabelled, type UnlabelledOptions } from '../../datasets/index.ts';
import { firstAffine, type OnnxModel } from '../../onnx/index.ts';
import type { OtherModel } from '../../runtime/index.ts';
import { answeringData } from '../answers/answering-data.ts';
import type { Listener } from '../listener.ts';
import type { PixelScale, RowFeeds, Scale } from '../shrink/feeds/feeds.ts';
import { rowFeeds } from '../shrink/feeds/row-feeds.ts';
import { scalesFor, wholePixels } from '../shrink/feeds/scales.ts';
import { checkGiven } from './check-given.ts';
import type { SaidByCard } from './said-by-card.ts';

export interface SourceOptions extends UnlabelledOptions {
  /** What the model takes for black and white; of images by default what its first operators say, else 0 and 1. */
  readonly pixelScale?: PixelScale;
  /** Of a package: what its card says. */
  readonly said?: SaidByCard;
}

/** A model from elsewhere, and what its errors call it. */
export interface Fed {
  readonly file: string;
  readonly original: OnnxModel;
  readonly inputs: OtherModel['inputs'];
}

export interface SourceFeeds {
  readonly feeds: RowFeeds;
  /** The rows to feed. */
  readonly chosen: Uint32Array;
}

/**
 * The rows of a source as a model from elsewhere is fed them: columns in the order and on the scale that a card, the caller
 * or the model's first operators say. Of a scale that was found, `note` is told.
 * @throws as reading, as `rowFeeds` where rows do not fit, and as `checkGiven`
 */
export async function feedsOfSource(
  { file, original, inputs }: Fed,
  source: string,
  { said = {}, pixelScale, ...reading }: SourceOptions,
  note: Listener['note'],
): Promise<SourceFeeds> {
  const { data: given, chosen } = await readRows(source, reading);
  const data = said.columns ? inOrder(given, said.columns) : given;
  const scale = said.columns?.some((column) => column.scale !== undefined)
    ? { columns: said.columns.map(({ mean = 0, scale = 1 }) => ({ mean, scale })), note: '' }
    : scaleFor(original, inputs, data, chosen, pixelScale ?? said.pixels);
  const feeds = rowFeeds(file, inputs, data, scale);
  const { input } = data;
  if (input.kind === 'table') checkGiven(file, original, inputs, { ...data, input }, chosen);
  if (scale.note !== '') note(scale.note);
  return { feeds, chosen };
}

/** Rows of a source that may know more than a model is fed: of data sets those that are kept for looking at models. */
async function readRows(source: string, options: UnlabelledOptions) {
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
  [only]: Fed['inputs'],
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
