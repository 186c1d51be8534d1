import * as v from 'valibot';

/** A file or folder on the host's machine, or a built-in data set by name, and the column to predict. */
export const namedData = v.strictObject({
  source: v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096)),
  target: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
});
export type NamedData = v.InferOutput<typeof namedData>;
