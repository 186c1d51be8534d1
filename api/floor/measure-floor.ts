import { join } from 'node:path';
import { SecateurError } from '../../core/index.ts';
import { exportModel } from '../../exporter/index.ts';
import { inTemporaryFolder, writeAtomically } from '../../files/index.ts';
import {
  type Floor,
  floorOf,
  floorPoints,
  type ProfileOptions,
  profile,
  type Scenario,
  targetNameOf,
} from '../../runtime/index.ts';
import { macsOf, sweepNetwork, sweepUnits } from './sweep-network.ts';

export type FloorOptions = Omit<ProfileOptions, 'rows' | 'width' | 'dimensions'> & {
  /** Multiply-accumulates of the largest model of interest; the sweep goes beyond it. */
  readonly largestMacs?: number;
};

/**
 * Measures what a call costs whatever the model, by profiling generated dense networks of growing size in the same way as
 * models are.
 * @returns one floor for each device
 * @throws ARGUMENT_INVALID for a scenario in which calls wait; as `profile`
 */
export async function measureFloors({ largestMacs = 0, ...options }: FloorOptions = {}): Promise<Floor[]> {
  const { scenario = { kind: 'stream' }, seed = 1 } = options;
  checkHasFloor(scenario);
  return inTemporaryFolder('floor', async (folder) => {
    const macs = new Map<string, number>();
    for (const units of sweepUnits(largestMacs)) {
      const file = join(folder, `dense-${units}.onnx`);
      await writeAtomically(file, exportModel(sweepNetwork(units)));
      macs.set(file, macsOf(units));
    }
    const profiles = await profile([...macs.keys()], options);
    const rowsPerCall = scenario.kind === 'offline' ? scenario.rows : 1;
    const devices = [...new Set(profiles.map(targetNameOf))];
    return devices.map((device) => {
      const there = profiles.filter((each) => targetNameOf(each) === device);
      const { provider, environment } = there[0]!;
      const networks = there.map((each) => ({ macs: macs.get(each.model.file)!, profile: each }));
      return floorOf(floorPoints(networks), { provider, device, threads: environment.threads, rowsPerCall }, { seed });
    });
  });
}

/** @throws ARGUMENT_INVALID for a scenario in which calls wait */
export function checkHasFloor(scenario: Scenario): void {
  if (scenario.kind !== 'rate') return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    'The floor is that of calls one after another: at a rate they wait as well. Use --scenario stream or offline.',
  );
}
