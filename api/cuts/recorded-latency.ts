import { formatMilliseconds, SecateurError } from '../../core/index.ts';
import {
  type Budget,
  type Figure,
  isLatency,
  type Measure,
  type PruningPlan,
  type WithinOptions,
} from '../../exporter/index.ts';
import { readText } from '../../files/index.ts';
import {
  describeRecorded,
  type Percentile,
  parseReport,
  predictLatency,
  type RecordedDevice,
  recordedDevice,
} from '../../runtime/index.ts';

/** Latency that nobody measures here. */
export interface RecordedLatency {
  readonly device: RecordedDevice;
  /** Multiply-accumulates of one row in the file that a plan leads to; undefined where they cannot be known. */
  readonly macs: (plan: PruningPlan) => number | undefined;
}

/**
 * Reads what `secateur profile -o` recorded of a device.
 * @param name the report, or `report.json:DEVICE` where it has several
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID; as `recordedDevice`
 */
export async function readRecordedDevice(name: string): Promise<RecordedDevice> {
  const [, path = name, device] = /^(.*\.json):(.+)$/i.exec(name) ?? [];
  return recordedDevice(parseReport(await readText(path), path), path, device);
}

export interface PredictedLatencies {
  readonly measures: NonNullable<WithinOptions['measures']>;
  readonly basis: (plan: PruningPlan) => string;
  /** The figure with what was predicted for the plan that was chosen. */
  readonly withPrediction: (figure: Figure, plan: PruningPlan) => Figure;
}

/**
 * The latencies that a budget limits, once it is sure that the recording can say all of them.
 * @throws ARGUMENT_INVALID where the budget limits no latency; DATA_INVALID where the recording does not say
 */
export function recordedPercentiles(device: RecordedDevice, { limits }: Budget): Percentile[] {
  const percentiles = limits.map(({ quantity }) => quantity).filter(isLatency);
  if (percentiles.length === 0) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `A recorded device (${device.source}) is only asked by a budget of latency, such as p99<1ms. Add one, or leave it out.`,
    );
  }
  for (const percentile of percentiles) predictLatency(device, percentile, 1);
  return percentiles;
}

/**
 * The limits on latency of a budget, each predicted; as where they are measured, the upper end of the 95 % interval counts.
 * @throws as `recordedPercentiles`, before the first cut is looked at
 */
export function predictedLatencies({ device, macs }: RecordedLatency, budget: Budget): PredictedLatencies {
  const percentiles = recordedPercentiles(device, budget);
  const predicted = (percentile: Percentile, plan: PruningPlan) => {
    const work = macs(plan);
    if (work !== undefined) return predictLatency(device, percentile, work);
    throw new SecateurError(
      'DATA_INVALID',
      `Latency cannot be predicted from ${device.source}: the multiply-accumulates of this model cannot be counted (\`secateur inspect\`). Measure it on the device itself.`,
    );
  };
  return {
    measures: Object.fromEntries(
      percentiles.map((percentile): [Percentile, Measure] => [
        percentile,
        (plan) => predicted(percentile, plan).interval[1],
      ]),
    ),
    basis: (plan) => {
      const said = percentiles.map((percentile) => {
        const { time, interval } = predicted(percentile, plan);
        return `${percentile} ${formatMilliseconds(time)} (95 %: ${interval.map(formatMilliseconds).join(' to ')})`;
      });
      return `Latency is predicted, not measured: ${said.join(', ')}, from ${describeRecorded(device, percentiles[0]!)}.`;
    },
    withPrediction: (figure, plan) => {
      const { quantity } = figure;
      if (!isLatency(quantity)) return figure;
      const { time, interval } = predicted(quantity, plan);
      return { ...figure, predicted: { ms: time, interval, from: describeRecorded(device, quantity) } };
    },
  };
}
