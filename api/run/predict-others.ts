import { SecateurError } from '../../core/index.ts';
import { decodeModel, encodeModel } from '../../onnx/index.ts';
import { load, type NodeLoadOptions, type OtherModel } from '../../runtime/index.ts';
import type { Listener } from '../listener.ts';
import { readWhole } from '../read-model.ts';
import { runRows, tensorOutputs } from '../shrink/feeds/run-rows.ts';
import { statedClasses } from '../shrink/reading/stated-classes.ts';
import { type AnswerTable, answerTable } from './answer-table.ts';
import { feedsOfSource, type SourceOptions } from './feeds-of-source.ts';
import { withReadableOutputs } from './readable-outputs.ts';

export interface OthersOptions extends SourceOptions {
  /** As `load` takes it. */
  readonly device?: NodeLoadOptions['device'];
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
  { device = 'auto', ...options }: OthersOptions,
  { signal, note }: Pick<Listener, 'signal' | 'note'>,
): Promise<AnswerTable> {
  const original = decodeModel(await readWhole(file), file);
  const { feeds, chosen } = await feedsOfSource({ file, original, inputs: model.inputs }, source, options, note);
  const readable = withReadableOutputs(original);
  await using own = readable && (await load(encodeModel(readable.model), { device }));
  const asked = own ? { ...own, name: model.name } : model;
  const outputs = tensorOutputs(asked);
  const known = {
    classes: options.said?.labels ?? statedClasses(original, undefined),
    ownClasses: readable?.classes,
    score: options.said?.score,
  };
  const rows: AnswerTable['rows'][number][] = [];
  let header: readonly string[] = [];
  for (let start = 0; start < chosen.length; start += batchRows) {
    if (signal.aborted) throw new SecateurError('ABORTED', 'interrupted; nothing was written.');
    const answers = await runRows(asked, feeds, chosen.subarray(start, start + batchRows), outputs);
    const table = answerTable(answers, known);
    header = table.header;
    for (const row of table.rows) rows.push(row);
  }
  return { header, rows };
}
