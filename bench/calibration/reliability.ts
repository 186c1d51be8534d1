/** One interval of probabilities: what was said of its inputs, and how many of them were active. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly inputs: number;
  readonly meanProbability: number;
  readonly shareActive: number;
}

export interface Statement {
  readonly probability: number;
  readonly active: boolean;
}

const binCount = 10;

/** Ten intervals of equal width; those without an input are left out. */
export function reliability(statements: readonly Statement[]): Bin[] {
  return Array.from({ length: binCount }, (_, bin) => {
    const inside = statements.filter(
      ({ probability }) => Math.min(binCount - 1, Math.floor(probability * binCount)) === bin,
    );
    const share = (figure: (statement: Statement) => number) =>
      inside.reduce((sum, statement) => sum + figure(statement), 0) / inside.length;
    return {
      from: bin / binCount,
      to: (bin + 1) / binCount,
      inputs: inside.length,
      meanProbability: share(({ probability }) => probability),
      shareActive: share(({ active }) => Number(active)),
    };
  }).filter(({ inputs }) => inputs > 0);
}

/** The mean distance between what was said and what was so, each interval by its inputs (Naeini et al., AAAI 2015). */
export function expectedCalibrationError(bins: readonly Bin[]): number {
  const inputs = bins.reduce((sum, bin) => sum + bin.inputs, 0);
  return bins.reduce((sum, bin) => sum + (bin.inputs / inputs) * Math.abs(bin.meanProbability - bin.shareActive), 0);
}
