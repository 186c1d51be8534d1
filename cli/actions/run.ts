import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkWritable, saidByCard } from '../../api/commands.ts';
import { formatCount } from '../../core/index.ts';
import { writeAtomically } from '../../files/index.ts';
import { load } from '../../runtime/index.ts';
import type { Action } from '../action.ts';
import { csvText } from '../csv.ts';
import { answersOfOthers } from '../run/other-answers.ts';
import { answersOfOwn } from '../run/own-answers.ts';
import type { RunOptions } from '../run/run-options.ts';

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
  context.note(`${formatCount(table.rows.length)} predictions saved in ${options.output}.`);
};

/** What is not there is a file that is missing, which loading it says. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}
