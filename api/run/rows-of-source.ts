import type { Dataset } from '../../datasets/index.ts';
import { readUnlabelled, type UnlabelledOptions } from '../../datasets/index.ts';
import { firstAffine, type OnnxModel } from '../../onnx/index.ts';
import type { OtherModel } from '../../runtime/index.ts';
import { answeringData } from '../answers/answering-data.ts';
import type { PixelScale, Scale } from '../shrink/feeds/feeds.ts';
import { scalesFor, wholePixels } from '../shrink/feeds/scales.ts';
import type { SaidByCard } from './said-by-card.ts';

export interface SourceOptions extends UnlabelledOptions {
  /** What the model takes for black and white; of images by default what its first operators say, else 0 and 1. */
  readonly pixelScale?: PixelScale;
  /** Of a package: what its card says. */
  readonly said?: SaidByCard;
}

/** Rows as a model from elsewhere is fed them. */
export interface SourceRows {
  readonly data: Pick<Dataset, 'name' | 'input' | 'rows' | 'targets'>;
  readonly chosen: Uint32Array;
  readonly scale: Scale;
}

/**
 * The rows of a source, in the order of columns and the scale that a card, the caller or the model's first operators say.
 * @throws as reading
 */
export async function rowsOfSource(
  original: OnnxModel,
  model: Pick<OtherModel, 'inputs'>,
  source: string,
  { said = {}, pixelScale, ...reading }: SourceOptions,
): Promise<SourceRows> {
  const { data: given, chosen } = await readRows(source, reading);
  const data = said.columns ? inOrder(given, said.columns) : given;
  const scale = said.columns?.some((column) => column.scale !== undefined)
    ? { columns: said.columns.map(({ mean = 0, scale = 1 }) => ({ mean, scale })), note: '' }
    : scaleFor(original, model, data, chosen, pixelScale ?? said.pixels);
  return { data, chosen, scale };
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
  { inputs: [only] }: Pick<OtherModel, 'inputs'>,
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
