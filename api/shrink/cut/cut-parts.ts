import { isSecateurError } from '../../../core/index.ts';
import { encodeModel, type OnnxModel } from '../../../onnx/index.ts';
import type { LeftBody } from '../body/read-body.ts';
import { bestOf } from '../compare/best-of.ts';
import { answersOf } from '../compare/compared.ts';
import type { ShrinkOptions, ShrinkSource } from '../shrink-options.ts';
import type { ShrinkReport } from '../shrink-report.ts';
import type { BodyToCut } from './body-budgets.ts';
import { type BodyContext, type CutBody, cutBody, isOfSizes } from './cut-body.ts';
import type { Judged } from './finished-cut.ts';

/** What became of the parts of a model, or why the largest stays. */
export interface CutParts {
  readonly largest: CutBody | LeftBody;
  /** Those that were cut before it, in that order. */
  readonly others: NonNullable<ShrinkReport['others']>;
  readonly readings: readonly NonNullable<ShrinkReport['reading']>[];
  readonly notes: readonly string[];
}

/**
 * Cuts the parts of a model one after the other, the largest last. What was cut of a part that could not be trained shows
 * only in the end, so that there the largest is also cut alone, and what is better on the validation rows is taken.
 * @throws BUDGET_OUT_OF_REACH with the least that can be reached; as training and sessions
 */
export async function cutParts(
  source: ShrinkSource,
  parts: readonly BodyToCut[],
  judged: Judged | undefined,
  options: ShrinkOptions,
): Promise<CutParts> {
  const { isBlind, ...all } = await cutInOrder(source, parts, judged, options);
  if (!isBlind || !judged || !isOfSizes(options.budget) || 'why' in all.largest) return all;
  const alone = await withinReach(() => cutInOrder(source, parts.slice(-1), judged, options));
  if (!alone || 'why' in alone.largest) return all;
  const candidates = [
    { ...all, model: all.largest.cut.model },
    { ...alone, model: alone.largest.cut.model },
  ];
  const best = await bestOf(candidates, judged.lossOf);
  if (best === candidates[0]) return all;
  const note = `Of the model's ${parts.length} parts the largest alone was cut: with the others, of which some could not be trained, it did worse on the validation rows.`;
  return { ...alone, notes: [...alone.notes, note] };
}

async function cutInOrder(
  source: ShrinkSource,
  parts: readonly BodyToCut[],
  judged: Judged | undefined,
  options: ShrinkOptions,
): Promise<CutParts & { /** Whether a part before the largest was cut untrained. */ readonly isBlind: boolean }> {
  let current: Pick<BodyContext, 'source' | 'grids' | 'judged'> = { source, grids: {}, ...(judged && { judged }) };
  const others: CutParts['others'][number][] = [];
  const notes: string[] = [];
  const readings: CutParts['readings'][number][] = [];
  let isBlind = false;
  const cut = async ({ body, budget }: BodyToCut, hasSuccessor: boolean) => {
    const { budget: _, ...asked } = options;
    const done = await cutBody(
      { ...current, body, original: source.bytes, hasSuccessor },
      { ...asked, ...(budget && { budget }) },
    );
    notes.push(...done.notes);
    if (done.reading) readings.push(done.reading);
    return done;
  };
  for (const part of parts.slice(0, -1)) {
    const done = await cut(part, true);
    if ('why' in done) {
      notes.push(done.why);
      continue;
    }
    isBlind ||= done.way === 'weights';
    const { input, output } = part.body;
    const { before, after } = done.cut.plan;
    others.push({ input, output, before, after });
    const smaller = withModel(source, done.replaced.model);
    current = {
      source: smaller,
      grids: done.replaced.grids,
      ...(judged && { judged: await answeringAs(smaller.bytes, judged) }),
    };
  }
  return { largest: await cut(parts.at(-1)!, false), others, readings, notes, isBlind };
}

async function withinReach<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isSecateurError(error) && error.code === 'BUDGET_OUT_OF_REACH') return undefined;
    throw error;
  }
}

/** The same source with what was cut of it. */
function withModel({ name, foreign }: ShrinkSource, model: OnnxModel): ShrinkSource {
  return { name, bytes: encodeModel(model), foreign: { ...foreign, model } };
}

/** What the sums of a body mean shows in the answers of the model that it is in, and no longer in those of the original. */
async function answeringAs(file: Uint8Array, judged: Judged): Promise<Judged> {
  const { examined } = judged;
  return { ...judged, examined: { ...examined, answers: await answersOf(file, examined, examined.sample) } };
}
