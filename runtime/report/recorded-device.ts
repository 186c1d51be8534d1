import { formatCount, SecateurError } from '../../core/index.ts';
import type { Profile } from '../model/profile.ts';
import { targetNameOf } from '../profiler/targets.ts';
import { medianOf } from '../statistics/bootstrap.ts';
import type { Point } from '../statistics/floor-line.ts';
import { type Predicted, predictFromLine } from '../statistics/line-prediction.ts';
import type { Report } from './report.ts';

export type Percentile = 'p50' | 'p90' | 'p99';

/** What a device was seen to take for networks of known work, one row a call. */
export interface RecordedDevice {
  /** The report that says so. */
  readonly source: string;
  /** As `--device` names it. */
  readonly device: string;
  /** Processor, or platform of the browser. */
  readonly machine: string;
  readonly networks: readonly RecordedNetwork[];
}

/** A percentile is absent where it was not kept. */
export type RecordedNetwork = { readonly macs: number } & { readonly [P in Percentile]?: number };

/** Through two a line always goes, and nothing says how far off it is. */
const fewestSizes = 3;

const remedy = 'Record it again with `secateur profile MODEL --floor -o FILE`, or with models of three sizes.';

/**
 * What a report knows of a device: the generated networks of its floor, and the report's own models.
 * @param device which, as `--device` names it, where the report has several
 * @throws ARGUMENT_INVALID where that is not clear; DATA_INVALID where nothing was measured one row a call
 */
export function recordedDevice(report: Report, source: string, device?: string): RecordedDevice {
  const profiles = report.models
    .flatMap((model) => model.profiles.map((profile) => ({ macs: model.macs, profile })))
    .filter(({ profile }) => profile.answerCheck?.answers !== 'wrong');
  const devices = [...new Set(profiles.map(({ profile }) => targetNameOf(profile)))];
  if (devices.length === 0) {
    throw new SecateurError('DATA_INVALID', `${source}: holds no latency of a device that answers right. ${remedy}`);
  }
  const [chosen = '', ...others] = devices.filter((name) => device === undefined || name === device);
  if (chosen === '' || others.length > 0) {
    const what = device === undefined ? 'was recorded on several devices' : `was not recorded on '${device}'`;
    const names = devices.map((name) => `${source}:${name}`).join(', ');
    throw new SecateurError('ARGUMENT_INVALID', `${source}: ${what}. Write one of: ${names}.`);
  }
  const there = profiles.filter(({ profile }) => targetNameOf(profile) === chosen);
  const single = there.filter(({ profile }) => isSingleRow(profile));
  if (single.length === 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${source}: was recorded with calls that wait or take many rows (${there[0]!.profile.scenario}), and a budget of latency is about one row a call. Record it with --scenario stream.`,
    );
  }
  const floor = report.floors?.find((each) => each.device === chosen && each.rowsPerCall === 1);
  return {
    source,
    device: chosen,
    machine: machineOf(single[0]!.profile),
    networks: [
      ...(floor?.points ?? []).map(({ macs, roundMediansMs, p90Ms, p99Ms }) => ({
        macs,
        p50: medianOf(roundMediansMs),
        ...(p90Ms !== undefined && { p90: p90Ms }),
        ...(p99Ms !== undefined && { p99: p99Ms }),
      })),
      ...single.flatMap(({ macs = 0, profile: { latencyMs } }) => {
        const { p50, p90, p99 } = latencyMs;
        return macs > 0 ? [{ macs, p50, p90, p99 }] : [];
      }),
    ],
  };
}

/**
 * What a network of so many multiply-accumulates would take there, from a line through what was recorded.
 * @throws DATA_INVALID where it holds networks of fewer than three sizes
 */
export function predictLatency(recorded: RecordedDevice, percentile: Percentile, macs: number): Predicted {
  return predictFromLine(pointsOf(recorded, percentile), macs);
}

/** `remote (Linux armv8l), 7 networks of 1,034 to 1,046,000 multiply-accumulates in phone.json`; the file without its folder. */
export function describeRecorded(recorded: RecordedDevice, percentile: Percentile): string {
  const { device, machine, source } = recorded;
  const sizes = pointsOf(recorded, percentile).map(({ work }) => work);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)].map(formatCount);
  return `${device} (${machine}), ${sizes.length} networks of ${least} to ${most} multiply-accumulates in ${source.split(/[\\/]/).at(-1)}`;
}

function pointsOf({ networks, source, device }: RecordedDevice, percentile: Percentile): Point[] {
  const points = networks.flatMap(({ macs, [percentile]: time }) =>
    time === undefined || !(time > 0) ? [] : [{ work: macs, time }],
  );
  const sizes = new Set(points.map(({ work }) => work)).size;
  if (sizes >= fewestSizes) return points;
  throw new SecateurError(
    'DATA_INVALID',
    `${source}: holds the ${percentile} of ${sizes === 1 ? 'one network' : `networks of ${sizes} sizes`} on ${device}, which does not say what others take. ${remedy}`,
  );
}

function isSingleRow({ scenario = 'stream', throughput }: Profile): boolean {
  return scenario === 'stream' && (throughput?.rowsPerCall ?? 1) === 1;
}

function machineOf({ environment: { browser, cpuModel } }: Profile): string {
  return browser?.platform ?? cpuModel;
}
