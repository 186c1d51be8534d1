import { join } from 'node:path';
import * as v from 'valibot';
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

const finite = v.pipe(v.number(), v.finite());
const nameOnly = v.strictObject({ name: v.string() });
const standardised = v.strictObject({ name: v.string(), mean: finite, scale: v.pipe(finite, v.notValue(0)) });
const aColumn = 'Expected a name, and a mean and a scale other than 0 or neither';
const feed = v.object({
  columns: v.exactOptional(v.array(v.union([standardised, nameOnly], aColumn))),
  image: v.exactOptional(
    v.object({ pixels: v.exactOptional(v.pipe(v.array(v.tuple([finite, finite])), v.minLength(1))) }),
  ),
});
const spoken = v.object({
  feeds: v.exactOptional(v.array(feed)),
  task: v.exactOptional(v.object({ labels: v.exactOptional(v.array(v.string())) })),
  answers: v.exactOptional(v.object({ kind: v.string(), output: v.string(), threshold: v.exactOptional(finite) })),
});

/** @throws FILE_NOT_FOUND, FILE_UNREADABLE; FORMAT_INVALID for what is no card, or one that anybody spoiled */
export async function saidByCard(folder: string): Promise<SaidByCard> {
  const path = join(folder, 'card.json');
  const read = v.safeParse(spoken, parseCard(await readText(path), path), { abortEarly: true });
  if (!read.success) {
    const [issue] = read.issues;
    const what = `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message.slice(0, 200)}`;
    throw new SecateurError('FORMAT_INVALID', `${path}: ${what}. Write the package again.`);
  }
  const { feeds = [], task, answers } = read.output;
  // With several inputs the names of columns say nothing of their order.
  const [only] = feeds.length === 1 ? feeds : [];
  const { kind, output, threshold } = answers ?? {};
  return {
    ...(only?.columns && { columns: only.columns }),
    ...(only?.image?.pixels && { pixels: only.image.pixels }),
    ...(task?.labels && { labels: task.labels }),
    ...(kind === 'score' && output !== undefined && threshold !== undefined && { score: { output, threshold } }),
  };
}
