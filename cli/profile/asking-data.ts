import { type AnsweringData, answeringData } from '../../api/index.ts';
import type { Task } from '../../core/index.ts';
import type { CommandContext } from '../context.ts';

/** Rows with known answers, of `profile` and `compare`. */
export interface AskOptions {
  readonly data?: string;
  readonly target?: string;
  readonly task?: Task['kind'];
}

/** The rows of `--data`, where it is given: read before anything is measured. */
export async function dataOf(context: CommandContext, options: AskOptions): Promise<AnsweringData | undefined> {
  const { data, target, task } = options;
  if (data === undefined) return undefined;
  const found = await answeringData(data, { ...(target !== undefined && { target }), ...(task && { task }) });
  // What tells how the rows are divided is of no use here: they all are asked.
  for (const note of found.dataset.notes) if (!/rows train/.test(note)) context.note(note);
  return found;
}
