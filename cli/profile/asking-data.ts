import { type AnsweringData, answeringData } from '../../api/commands.ts';
import type { Task } from '../../core/index.ts';
import { describeSplit } from '../../datasets/index.ts';
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
  const { notes, split } = found.dataset;
  // How the rows are divided is of no use here: they all are asked.
  for (const note of notes) if (note !== describeSplit(split, {})) context.note(note);
  return found;
}
