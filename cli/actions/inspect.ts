import { readModel } from '../../api/index.ts';
import { isSecateurError, SecateurError } from '../../core/index.ts';
import { readBytes } from '../../files/index.ts';
import type { Action } from '../action.ts';
import { looksLikeSafetensors } from '../inspect/looks-like-safetensors.ts';
import { describeOnnx } from '../inspect/onnx.ts';
import { describePosterior } from '../inspect/posterior.ts';

export const inspect: Action = async (context, [file]) => {
  const bytes = await readBytes(file!);
  const { value, text } = looksLikeSafetensors(bytes)
    ? describePosterior(bytes, file!)
    : await onnxOrNeither(bytes.length, file!);
  context.result(value, text);
};

async function onnxOrNeither(sizeBytes: number, file: string): Promise<{ value: unknown; text: string }> {
  try {
    return describeOnnx(await readModel(file), sizeBytes, file);
  } catch (error) {
    if (!isSecateurError(error) || error.code !== 'FORMAT_INVALID') throw error;
    throw new SecateurError(
      'FORMAT_INVALID',
      `${error.message} It is no posterior either, which \`secateur train\` writes as .safetensors.`,
      { cause: error },
    );
  }
}
