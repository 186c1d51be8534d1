import { type AnsweringData, type AskingOptions, answeringData, parsePixelScale } from '../../api/commands.ts';
import { SecateurError, type Task } from '../../core/index.ts';
import { describeSplit } from '../../datasets/index.ts';
import type { CommandContext } from '../context.ts';

/** Rows with known answers, of `profile` and `compare`. */
export interface AskOptions {
  readonly data?: string;
  readonly target?: string;
  readonly task?: Task['kind'];
  readonly imageSize?: { readonly height: number; readonly width: number };
  readonly grey?: boolean;
  readonly pixelScale?: string;
  /** Rows to measure with, see `ProfilingOptions`. */
  readonly input?: string;
}

/** The rows of `--data`, where it is given, and how they are fed: read before anything is measured. */
export async function dataOf(
  context: CommandContext,
  options: AskOptions,
): Promise<{ readonly data: AnsweringData; readonly how: AskingOptions } | undefined> {
  const { data, target, task, imageSize, grey } = options;
  const pixelScale = options.pixelScale === undefined ? undefined : parsePixelScale(options.pixelScale);
  if (data === undefined) {
    refuseIdle(options);
    return undefined;
  }
  const found = await answeringData(data, {
    ...(target !== undefined && { target }),
    ...(task && { task }),
    ...(imageSize && { imageSize }),
    ...(grey && { grey }),
  });
  const { notes, split } = found.dataset;
  // How the rows are divided is of no use here: they all are asked.
  for (const note of notes) if (note !== describeSplit(split, {})) context.note(note);
  return { data: found, how: { note: context.note, ...(pixelScale && { pixelScale }) } };
}

/** @throws ARGUMENT_INVALID */
function refuseIdle({ input, target, task, imageSize, grey, pixelScale }: AskOptions): void {
  const ofData = {
    ...(input === undefined && { '--target': target }),
    ...{ '--task': task, '--image-size': imageSize, '--grey': grey, '--pixel-scale': pixelScale },
  };
  const idle = Object.entries(ofData).find(([, value]) => value !== undefined);
  if (!idle) return;
  throw new SecateurError('ARGUMENT_INVALID', `${idle[0]} says how the rows of --data are read. Add --data.`);
}
