/** A measured latency, and the work it was measured on. */
export interface LatencyPoint {
  readonly macs: number;
  readonly latencyMs: number;
}

/** latency = overhead + MACs x time of each, neither below zero. */
export interface LatencyFit {
  readonly overheadMs: number;
  readonly msPerMac: number;
}

/**
 * Least squares on relative errors, so that small models count as much as large ones.
 * @returns undefined for fewer than two amounts of work
 */
export function fitLatency(points: readonly LatencyPoint[]): LatencyFit | undefined {
  if (new Set(points.map(({ macs }) => macs)).size < 2) return undefined;
  let [ones, first, second, value, weighted] = [0, 0, 0, 0, 0];
  for (const { macs, latencyMs } of points) {
    const weight = latencyMs ** -2;
    ones += weight;
    first += weight * macs;
    second += weight * macs ** 2;
    value += weight * latencyMs;
    weighted += weight * macs * latencyMs;
  }
  const msPerMac = (ones * weighted - first * value) / (ones * second - first ** 2);
  const overheadMs = (value - msPerMac * first) / ones;
  if (msPerMac < 0) return { overheadMs: value / ones, msPerMac: 0 };
  return overheadMs < 0 ? { overheadMs: 0, msPerMac: weighted / second } : { overheadMs, msPerMac };
}

export function predictLatency({ overheadMs, msPerMac }: LatencyFit, macs: number): number {
  return overheadMs + macs * msPerMac;
}
