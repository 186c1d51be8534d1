import { targetNameOf } from '../profiler/targets.ts';
import { type Floor, gainLeft } from '../statistics/floor.ts';
import { formatCount, formatFigure, formatPercent } from './format.ts';
import type { Report } from './report.ts';

/** Half a call may be saved by halving the work of one that is all work: below this there is little left to gain. */
const littleLeft = 0.05;

/** A line that misses the networks by more than this does not describe the device. */
const poorFit = 0.2;

/** What a call costs on each device whatever the model, and what is left to gain of the models that were profiled there. */
export function floorNotes({ floors = [], models }: Pick<Report, 'floors' | 'models'>): string[] {
  return floors.flatMap((floor) => [
    describeFloor(floor),
    ...models.flatMap(({ name, profiles }) =>
      profiles
        .filter((profile) => targetNameOf(profile) === floor.device && profile.latencyMs.p50 > 0)
        .map(({ latencyMs }) => describeModel(name, floor, latencyMs.p50)),
    ),
  ]);
}

function describeFloor({ device, overheadMs, overheadMsInterval, macsPerSecond, misfit, ...rest }: Floor): string {
  const { payingMacs, payingMacsInterval, rowsPerCall, points } = rest;
  const [lower, upper] = overheadMsInterval.map(formatMicroseconds);
  const largest = Math.max(...points.map(({ macs }) => macs));
  const rows = rowsPerCall === 1 ? '' : ` of ${rowsPerCall} rows`;
  const found = `On ${device} a call${rows} takes ${formatMicroseconds(overheadMs)} µs whatever the model (95 % interval ${lower} to ${upper}), and 1 s for every ${formatLarge(macsPerSecond)} multiply-accumulates`;
  if (misfit > poorFit) {
    return `${found}; but generated networks lie ${formatPercent(misfit, 0)} off that line, so this device has no such simple floor.`;
  }
  const pays =
    payingMacs > largest
      ? `up to ${formatLarge(largest)}, the largest network measured, half of them saves under 5 %`
      : `in networks below ${formatLarge(payingMacs)} (${payingMacsInterval.map(formatLarge).join(' to ')}) half of them saves under 5 %`;
  return `${found}; ${pays}.`;
}

function describeModel(name: string, floor: Floor, p50: number): string {
  const { overheadShare, savingOfHalf } = gainLeft(floor, p50);
  const verdict =
    savingOfHalf < littleLeft
      ? 'further pruning does not pay on this device'
      : `half its work would save ${formatPercent(savingOfHalf, 0)}`;
  return `${name}: ${formatPercent(overheadShare, 0)} of a call on ${floor.device} is overhead; ${verdict}.`;
}

function formatMicroseconds(ms: number): string {
  return formatFigure(1000 * ms);
}

/** `1.2 M`, `340 k`, `5.6 G`. */
function formatLarge(value: number): string {
  for (const [size, unit] of [
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const) {
    if (value >= size) return `${Number((value / size).toPrecision(2))}${unit}`;
  }
  return formatCount(value);
}
