import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { SecateurError } from '../../../core/index.ts';
import { asReadError, readText } from '../../../files/index.ts';
import type { DocumentKind } from '../../shared/index.ts';
import { isOnnx } from './is-onnx.ts';

/** A file, and what messages call it: one that a page sent lies where nobody knows it. */
export interface NamedSource {
  readonly path: string;
  readonly name: string;
}

/** Of JSON, which is read whole: a report keeps every sample that it measured. */
const maximumJsonBytes = 256 * 2 ** 20;
/** To parse more takes longer than whoever answers pages should be away. */
export const smallJsonBytes = 4 * 2 ** 20;
const firstBytes = 16;
/** What the safetensors format allows. */
const maximumHeaderBytes = 100_000_000;

/**
 * What kind of file this is, by its content, for a name may lie. Of large files only their outline is read: what is wrong
 * deep inside is said by whatever reads them.
 * @param name what messages call it
 * @param elsewhere does the same in another process, for JSON that takes long. Default: this one takes the time
 * @throws FORMAT_INVALID saying what can be opened; FILE_NOT_FOUND, FILE_UNREADABLE; UNSUPPORTED (a later version's file)
 */
export async function recognise(
  path: string,
  name: string,
  elsewhere?: (file: NamedSource) => Promise<DocumentKind>,
): Promise<DocumentKind> {
  const { size } = await statOfFile(path);
  const file = await open(path).catch((error: unknown) => {
    throw asReadError(path, error);
  });
  try {
    if (size === 0) throw unknown(name, 'is empty');
    const start = await bytesAt(file, 0, Math.min(size, firstBytes));
    if (isSafetensors(start)) return await asPosterior(file, size, name);
    if (isJson(start)) {
      if (size > maximumJsonBytes) throw unknown(name, `is JSON of ${size} bytes, more than is read`);
      if (elsewhere && size > smallJsonBytes) return await elsewhere({ path, name });
      return await asJson(await readText(path), name);
    }
    if (await isOnnx((at, length) => bytesAt(file, at, length), size)) return 'model';
    if (/\.(csv|tsv|npy|npz)$/i.test(name))
      throw unknown(name, 'is data, which the views Train, Prune and Compare ask for');
    throw unknown(name, 'is none of the files that can be opened, or was cut off');
  } catch (error) {
    throw asReadError(path, error);
  } finally {
    await file.close();
  }
}

/** Asked before anything is opened: a pipe would keep whoever opens it waiting. */
async function statOfFile(path: string): Promise<Stats> {
  const found = await stat(path).catch((error: unknown) => {
    throw asReadError(path, error);
  });
  if (found.isDirectory()) throw new SecateurError('FILE_UNREADABLE', `${path}: is a folder. Open a file in it.`);
  if (!found.isFile()) throw new SecateurError('FILE_UNREADABLE', `${path}: is no file. Open one.`);
  return found;
}

/** Eight bytes of length, of which the upper ones are zero, then JSON; an ONNX file has its first fields there. */
function isSafetensors(start: Uint8Array): boolean {
  return start.length > 8 && start[5] === 0 && start[6] === 0 && start[7] === 0 && start[8] === '{'.charCodeAt(0);
}

async function asPosterior(file: FileHandle, sizeBytes: number, name: string): Promise<DocumentKind> {
  const length = Number(new DataView((await bytesAt(file, 0, 8)).buffer).getBigUint64(0, true));
  if (length > Math.min(sizeBytes - 8, maximumHeaderBytes))
    throw unknown(name, 'is a safetensors file that was cut off');
  const header = new TextDecoder().decode(await bytesAt(file, 8, length));
  if (header.includes('"secateur"')) return 'posterior';
  throw unknown(name, 'is a safetensors file, but no posterior');
}

function isJson(start: Uint8Array): boolean {
  return new TextDecoder().decode(start).trimStart().startsWith('{');
}

async function asJson(text: string, name: string): Promise<DocumentKind> {
  if (/"kind"\s*:\s*"secateur-report"/.test(text)) {
    // What reads it is more to load than all that opens a window.
    (await import('../../../runtime/index.ts')).parseReport(text, name);
    return 'profile';
  }
  if (/"rankCorrelation"/.test(text)) {
    (await import('../../../api/commands.ts')).parseTradeOff(text, name);
    return 'trade-off';
  }
  throw unknown(name, 'is JSON, but no report and no trade-off curve');
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    // Somebody cut the file meanwhile; what is left says what it is.
    if (bytesRead === 0) return bytes.slice(0, done);
    done += bytesRead;
  }
  return bytes;
}

function unknown(name: string, what: string): SecateurError {
  return new SecateurError(
    'FORMAT_INVALID',
    `${name}: ${what}. What can be opened: a posterior (.safetensors from \`secateur train\`), an ONNX model, a report.json, a trade-off curve.`,
  );
}
