export interface RankedInput {
  readonly name: string;
  readonly logOdds: number;
}

/** From the most to the least probable; of equals, in their order. */
export function rankedInputs(logOdds: Float32Array, names: readonly string[]): RankedInput[] {
  return Array.from(logOdds, (value, at) => ({ name: names[at]!, logOdds: value })).sort(
    (a, b) => b.logOdds - a.logOdds,
  );
}
