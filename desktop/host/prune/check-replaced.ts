import { stat } from 'node:fs/promises';
import { SecateurError } from '../../../core/index.ts';
import { recognise } from '../documents/recognise.ts';

/**
 * A page names where an export goes: what it replaces there may be a model, or nothing of worth, and no other file of the
 * user's.
 * @throws ARGUMENT_INVALID for a file that holds something else
 */
export async function checkReplaced(output: string): Promise<void> {
  const found = await stat(output).catch(() => undefined);
  // What is no file is refused by the exporter.
  if (!found?.isFile() || found.size === 0) return;
  const kind = await recognise(output, output).catch(() => undefined);
  if (kind === 'model') return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `${output}: is there and is no ONNX model, so that writing would destroy it. Choose another name, or remove it first.`,
  );
}
