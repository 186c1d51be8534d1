import { open } from 'node:fs/promises';
import { SecateurError } from '../../../core/index.ts';
import { asReadError, openRanges, readBytes } from '../../../files/index.ts';
import {
  decodeModel,
  type OnnxModel,
  type OnnxTensor,
  type ReadExternal,
  validateModel,
  withNodesInOrder,
} from '../../../onnx/index.ts';
import { outlineBytes, ownFile, readAt } from './outline-bytes.ts';

/** A model of whose large tensors only the places are known. */
export interface ModelOutline {
  /** The bytes of tensors that were left out are zeros, never written to memory. */
  readonly model: OnnxModel;
  /** The bytes of a tensor's values, in pieces of whole elements. @throws as reading a file does */
  pieces(tensor: OnnxTensor): AsyncGenerator<Uint8Array>;
}

interface Place {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** Files up to that are read whole. */
const smallBytes = 4 * 2 ** 20;
/** A multiple of the size of every element. */
const pieceBytes = 4 * 2 ** 20;

/**
 * Reads what an ONNX file says of its graph; values of large initializers stay on the disk until they are asked for.
 * Errors as `readModel` of the api.
 * @param name what messages call it
 */
export async function readOutline(path: string, name: string): Promise<ModelOutline> {
  const places = new Map<Uint8Array, Place>();
  const bytes = await outlineOf(path);
  using ranges = openRanges(path);
  const leaveOut: ReadExternal = ({ tensor, location, offset, length }) => {
    // Nothing is read, but whether the path may be read and has so many bytes is found out.
    if (location !== ownFile) ranges.read(location, offset + length, 0);
    const zeros = zerosOf(length, tensor, name);
    places.set(zeros, { location, offset, length });
    return zeros;
  };
  const model = withNodesInOrder(decodeModel(bytes, name, leaveOut), name);
  validateModel(model, name);
  return {
    model,
    pieces: (tensor) => {
      const place = places.get(tensor.bytes);
      return place ? piecesAt(path, place) : piecesOf(tensor.bytes);
    },
  };
}

async function outlineOf(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw asReadError(path, error);
  });
  try {
    const { size } = await file.stat();
    const outline = size > smallBytes ? await outlineBytes(file, size) : undefined;
    return outline ?? (await readBytes(path));
  } catch (error) {
    throw asReadError(path, error);
  } finally {
    await file.close();
  }
}

/** The system gives such memory only when it is touched. */
function zerosOf(length: number, tensor: string, name: string): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (error) {
    throw new SecateurError('MEMORY_INSUFFICIENT', `${name}: tensor '${tensor}' has ${length} bytes, too many here.`, {
      cause: error,
    });
  }
}

async function* piecesAt(path: string, { location, offset, length }: Place): AsyncGenerator<Uint8Array> {
  const file = location === ownFile ? await open(path) : undefined;
  try {
    for (let at = 0; at < length; at += pieceBytes) {
      const size = Math.min(pieceBytes, length - at);
      // Each piece by itself: ranges keep what they have read.
      using ranges = openRanges(path);
      yield file ? await readAt(file, offset + at, size) : ranges.read(location, offset + at, size);
    }
  } catch (error) {
    throw asReadError(path, error);
  } finally {
    await file?.close();
  }
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
