import { setImmediate } from 'node:timers/promises';
import { fromFloat16, sizeOf } from '../../../core/index.ts';
import { type OnnxTensor, valuesOf } from '../../../onnx/index.ts';
import type { TensorStatistics } from '../../shared/operations/model-picture.ts';
import { createBins, createMoments } from './distribution.ts';
import type { ModelOutline } from './model-outline.ts';

const shownValues = 12;

/** Looks at every value twice, piece by piece, and lets others work between the pieces. */
export async function tensorStatistics(
  { pieces }: Pick<ModelOutline, 'pieces'>,
  tensor: OnnxTensor,
  signal: AbortSignal,
): Promise<TensorStatistics> {
  if (tensor.strings) {
    const first = tensor.strings.slice(0, shownValues).map((text) => text.slice(0, 80));
    return { count: tensor.strings.length, nonFinite: 0, zeros: 0, distribution: undefined, first };
  }
  const moments = createMoments();
  const first: string[] = [];
  const each = async (take: (values: ArrayLike<number>) => void) => {
    for await (const bytes of pieces(tensor)) {
      signal.throwIfAborted();
      take(numbersOf(tensor, bytes));
      await setImmediate();
    }
  };
  await each((values) => {
    moments.add(values);
    for (let at = 0; first.length < shownValues && at < values.length; at++) {
      first.push(String(Number(values[at]!.toPrecision(6))));
    }
  });
  const { count, nonFinite, zeros, min, max, mean, stdDev } = moments.found;
  if (count === nonFinite) return { count, nonFinite, zeros, distribution: undefined, first };
  const bins = createBins({ min, max });
  await each(bins.add);
  return { count, nonFinite, zeros, distribution: { min, max, mean, stdDev, histogram: bins.histogram }, first };
}

/** Beyond 2^53, integers are rounded: they are looked at, not computed with. */
function numbersOf(tensor: OnnxTensor, bytes: Uint8Array): ArrayLike<number> {
  const values = valuesOf({ ...tensor, bytes });
  switch (tensor.elementType) {
    case 'float16':
      return Float64Array.from(values as Uint16Array, fromFloat16);
    case 'bfloat16':
      return new Float32Array(Uint32Array.from(values as Uint16Array, (bits) => bits << 16).buffer);
    case 'int4':
    case 'uint4':
      return halves(bytes, tensor);
    default:
      return values instanceof BigInt64Array || values instanceof BigUint64Array
        ? Float64Array.from(values as BigInt64Array, Number)
        : values;
  }
}

/** Two elements a byte, the first in the low half. */
function halves(bytes: Uint8Array, { elementType, shape }: OnnxTensor): Int8Array {
  return Int8Array.from({ length: Math.min(sizeOf(shape), 2 * bytes.length) }, (_, at) => {
    const half = (bytes[at >> 1]! >> (4 * (at % 2))) & 15;
    return elementType === 'int4' && half > 7 ? half - 16 : half;
  });
}
