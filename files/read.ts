import { readFile, stat } from 'node:fs/promises';
import { messageOf, SecateurError } from '../core/index.ts';

/**
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE (a folder, no permission, larger than `maximumBytes`).
 */
export async function readBytes(path: string, options: { maximumBytes?: number } = {}): Promise<Uint8Array> {
  const { maximumBytes = 2 ** 31 - 1 } = options;
  try {
    const { size } = await stat(path);
    if (size > maximumBytes) {
      throw new SecateurError(
        'FILE_UNREADABLE',
        `${path}: ${size} bytes is more than the ${maximumBytes} bytes read here.`,
      );
    }
    const buffer = await readFile(path);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  } catch (error) {
    throw asReadError(path, error);
  }
}

/** UTF-8 text, without a byte order mark. Errors as `readBytes`. */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  return new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes);
}

export function asReadError(path: string, error: unknown): SecateurError {
  if (error instanceof SecateurError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new SecateurError('FILE_NOT_FOUND', `${path}: no such file. Check the path.`, { cause: error });
  }
  if (code === 'EISDIR') {
    return new SecateurError('FILE_UNREADABLE', `${path}: is a folder where a file was expected.`, { cause: error });
  }
  return new SecateurError('FILE_UNREADABLE', `${path}: cannot be read (${messageOf(error)}).`, { cause: error });
}
