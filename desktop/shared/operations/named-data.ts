import * as v from 'valibot';

const path = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096));
const part = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const pixels = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100_000));

/** A file or folder on the host's machine, or a built-in data set by name, and how it is read and divided. */
export const namedData = v.strictObject({
  source: path,
  /** The column to predict. */
  target: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
  targetFile: v.exactOptional(path),
  testFile: v.exactOptional(path),
  split: v.exactOptional(path),
  validationFraction: v.exactOptional(part),
  testFraction: v.exactOptional(part),
  imageSize: v.exactOptional(v.strictObject({ height: pixels, width: pixels })),
  /** Of an array whose examples are images or series. */
  imageShape: v.exactOptional(
    v.strictObject({
      height: pixels,
      width: pixels,
      channels: pixels,
      layout: v.exactOptional(v.picklist(['channels-first', 'channels-last'])),
    }),
  ),
  grey: v.exactOptional(v.boolean()),
});
export type NamedData = v.InferOutput<typeof namedData>;
