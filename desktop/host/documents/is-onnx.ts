/** Field numbers of the outermost message of an ONNX file; the graph is the seventh. */
const graphField = 7;
const largestField = 100;
/** More than any file has: metadata are one field each. */
const maximumFields = 100_000;
/** A tag and a length: two numbers of at most ten bytes. */
const tagBytes = 20;

/**
 * Whether a file is an ONNX model as far as its outermost fields tell: these follow each other up to the last byte, and one
 * of them is a graph. Steps over what they hold, however large.
 */
export async function isOnnx(
  bytesAt: (at: number, length: number) => Promise<Uint8Array>,
  sizeBytes: number,
): Promise<boolean> {
  let at = 0;
  let hasGraph = false;
  for (let fields = 0; at < sizeBytes && fields < maximumFields; fields++) {
    const head = await bytesAt(at, Math.min(tagBytes, sizeBytes - at));
    const tag = varint(head, 0);
    if (!tag) return false;
    const field = Math.floor(tag.value / 8);
    if (field < 1 || field > largestField) return false;
    const content = contentBytes(tag.value % 8, head, tag.end);
    if (content === undefined) return false;
    hasGraph ||= field === graphField;
    at += content;
  }
  return at === sizeBytes && hasGraph;
}

/** Bytes of a field with its tag. */
function contentBytes(wireType: number, head: Uint8Array, at: number): number | undefined {
  if (wireType === 1) return at + 8;
  if (wireType === 5) return at + 4;
  const number = varint(head, at);
  if (wireType === 0) return number?.end;
  if (wireType === 2) return number && number.end + number.value;
  return undefined;
}

function varint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let at = start; at < Math.min(bytes.length, start + 10); at++) {
    const byte = bytes[at]!;
    value += (byte & 127) * 2 ** (7 * (at - start));
    if (byte < 128) return { value, end: at + 1 };
  }
  return undefined;
}
