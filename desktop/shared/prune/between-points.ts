/** A measured figure of a cut of so many parameters. */
export interface MeasuredPoint {
  readonly parameters: number;
  readonly value: number;
}

export interface Between {
  readonly value: number;
  /** Whether it was measured at this very size; otherwise it lies on the line between its neighbours. */
  readonly isMeasured: boolean;
}

/**
 * What a trade-off curve says of a size: straight lines over the logarithm of the parameters.
 * @param points ascending by parameters
 * @returns undefined beyond the curve, which says nothing there
 */
export function betweenPoints(points: readonly MeasuredPoint[], parameters: number): Between | undefined {
  const above = points.findIndex((point) => point.parameters >= parameters);
  const high = points[above];
  if (!high) return undefined;
  if (high.parameters === parameters) return { value: high.value, isMeasured: true };
  const low = points[above - 1];
  if (!low) return undefined;
  const share = Math.log(parameters / low.parameters) / Math.log(high.parameters / low.parameters);
  return { value: low.value + share * (high.value - low.value), isMeasured: false };
}
