import { join } from 'node:path';
import { SecateurError } from '../../core/index.ts';
import { readText } from '../../files/index.ts';
import type { PixelScale } from '../shrink/feeds/feeds.ts';
import { parseCard } from '../verify/check-card.ts';

/** How a model from elsewhere is fed and read, as the card of its package says. */
export interface SaidByCard {
  /** Of a single input: the columns in their order; `(x - mean) / scale` is fed where these are given. */
  readonly columns?: readonly { readonly name: string; readonly mean?: number; readonly scale?: number }[];
  readonly pixels?: PixelScale;
  /** In the order of the scores. */
  readonly labels?: readonly string[];
  /** Where one score tells two labels apart: the output, and from where on the second is meant. */
  readonly score?: { readonly output: string; readonly threshold: number };
}

/** @throws FILE_NOT_FOUND, FILE_UNREADABLE; FORMAT_INVALID for what is no card, or one that anybody spoiled */
export async function saidByCard(folder: string): Promise<SaidByCard> {
  const path = join(folder, 'card.json');
  const card = parseCard(await readText(path), path);
  const refuse = (what: string) => new SecateurError('FORMAT_INVALID', `${path}: ${what}. Write the package again.`);
  const feeds = listOf(card['feeds']);
  const [only] = feeds.length === 1 ? feeds : [];
  const columns = only?.['columns'];
  if (columns !== undefined && !(Array.isArray(columns) && columns.every(isColumn))) {
    throw refuse('names columns that are none');
  }
  const pixels = objectOf(only?.['image'])?.['pixels'];
  if (pixels !== undefined && !isPixelScale(pixels)) throw refuse('gives a scale of pixels that is none');
  const labels = objectOf(card['task'])?.['labels'];
  if (labels !== undefined && !(Array.isArray(labels) && labels.every((label) => typeof label === 'string'))) {
    throw refuse('names labels that are none');
  }
  const { kind, output, threshold } = objectOf(card['answers']) ?? {};
  const isScore = kind === 'score' && typeof output === 'string' && typeof threshold === 'number';
  return {
    ...(columns && { columns }),
    ...(pixels && { pixels }),
    ...(labels && { labels }),
    ...(isScore && { score: { output, threshold } }),
  };
}

type Json = Readonly<Record<string, unknown>>;

function objectOf(found: unknown): Json | undefined {
  return typeof found === 'object' && found !== null ? (found as Json) : undefined;
}

function listOf(found: unknown): readonly Json[] {
  return Array.isArray(found) ? found.flatMap((each): Json[] => (objectOf(each) ? [each as Json] : [])) : [];
}

type SaidColumn = NonNullable<SaidByCard['columns']>[number];

function isColumn(found: unknown): found is SaidColumn {
  const { name, mean, scale } = objectOf(found) ?? {};
  const areNumbers = Number.isFinite(mean) && Number.isFinite(scale) && scale !== 0;
  return typeof name === 'string' && (areNumbers || (mean === undefined && scale === undefined));
}

function isPixelScale(found: unknown): found is PixelScale {
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite);
  return Array.isArray(found) && found.length > 0 && found.every(isPair);
}
