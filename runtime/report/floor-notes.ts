import { formatMilliseconds, formatPercent, formatShort } from '../../core/index.ts';
import { targetNameOf } from '../profiler/targets.ts';
import { type Floor, gainLeft } from '../statistics/floor.ts';
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
  const [lower, upper] = overheadMsInterval.map(formatMilliseconds);
  const largest = Math.max(...points.map(({ macs }) => macs));
  const rows = rowsPerCall === 1 ? '' : ` of ${rowsPerCall} rows`;
  const found = `On ${device} a call${rows} takes ${formatMilliseconds(overheadMs)} whatever the model (95 % interval ${lower} to ${upper}), and 1 s for every ${formatShort(macsPerSecond)} multiply-accumulates`;
  if (misfit > poorFit) {
    return `${found}; but generated networks lie ${formatPercent(misfit, 0)} off that line, so this device has no such simple floor.`;
  }
  const pays =
    payingMacs > largest
      ? `up to ${formatShort(largest)}, the largest network measured, half of them saves under 5 %`
      : `in networks below ${formatShort(payingMacs)} (${payingMacsInterval.map(formatShort).join(' to ')}) half of them saves under 5 %`;
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
