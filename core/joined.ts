/** The values of all, one after another, in a new typed array. */
export function joined<Values extends Uint8Array | Float32Array>(
  ArrayOf: new (length: number) => Values,
  parts: readonly ArrayLike<number>[],
): Values {
  const all = new ArrayOf(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
