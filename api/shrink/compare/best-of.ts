/** How much worse than the original a file is, on the validation rows. */
export type LossOf = (file: Uint8Array) => Promise<number>;

/** The least loss, the first of equals; without data the first. */
export async function bestOf<T extends { readonly model: Uint8Array }>(
  candidates: readonly T[],
  lossOf: LossOf | undefined,
): Promise<T> {
  let [found, least] = [candidates[0]!, Infinity];
  if (!lossOf || candidates.length === 1) return found;
  for (const candidate of candidates) {
    const loss = await lossOf(candidate.model);
    if (loss < least) [found, least] = [candidate, loss];
  }
  return found;
}
