import { type BytesAt, wireFields } from '../inspect/wire-fields.ts';

/** Field numbers of the outermost message of an ONNX file; the graph is the seventh. */
const graphField = 7;
const largestField = 100;
/** More than any file has: metadata are one field each. */
const maximumFields = 100_000;

/**
 * Whether a file is an ONNX model as far as its outermost fields tell: these follow each other up to the last byte, and one
 * of them is a graph. Steps over what they hold, however large.
 */
export async function isOnnx(bytesAt: BytesAt, sizeBytes: number): Promise<boolean> {
  let hasGraph = false;
  let fields = 0;
  for await (const { id, end } of wireFields(bytesAt, 0, sizeBytes)) {
    if (Number.isNaN(end) || id < 1 || id > largestField || ++fields > maximumFields) return false;
    hasGraph ||= id === graphField;
  }
  return hasGraph;
}
