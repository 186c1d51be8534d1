import { join } from 'node:path';
import { isSecateurError, SecateurError } from '../../core/index.ts';
import { exportModel } from '../../exporter/index.ts';
import { inTemporaryFolder, writeAtomically } from '../../files/index.ts';
import {
  type Floor,
  floorOf,
  floorPoints,
  type Profile,
  type ProfileOptions,
  profile,
  type Scenario,
  targetNameOf,
} from '../../runtime/index.ts';
import { macsOf, sweepNetwork, sweepUnits } from './sweep-network.ts';

export type FloorOptions = Omit<ProfileOptions, 'rows' | 'width' | 'dimensions' | 'companions'> & {
  /** Multiply-accumulates of the largest model of interest; the sweep goes beyond it. */
  readonly largestMacs?: number;
};

/** Generated dense networks of growing size, as long as the work with them lasts. */
export interface Sweep {
  readonly files: readonly string[];
  /**
   * One floor for each device that all of them were measured on, in every round.
   * @param profiles others than theirs are left out. @param note hears of the devices that have none, and why
   */
  floorsOf(
    profiles: readonly Profile[],
    how: { readonly scenario: Scenario; readonly seed: number; readonly note?: (sentence: string) => void },
  ): Floor[];
}

/**
 * Measures what a call costs whatever the model, by profiling generated dense networks of growing size in the same way as
 * models are.
 * @returns one floor for each device
 * @throws ARGUMENT_INVALID for a scenario in which calls wait; DATA_INVALID where a device has no floor; as `profile`
 */
export async function measureFloors({ largestMacs = 0, ...options }: FloorOptions = {}): Promise<Floor[]> {
  const { scenario = { kind: 'stream' }, seed = 1 } = options;
  checkHasFloor(scenario);
  return withSweep(largestMacs, async ({ files, floorsOf }) => {
    return floorsOf(await profile(files, options), {
      scenario,
      seed,
      note: (sentence) => {
        throw new SecateurError('DATA_INVALID', sentence);
      },
    });
  });
}

/** @param largestMacs of the models of interest; the sweep goes beyond them */
export async function withSweep<Result>(largestMacs: number, work: (sweep: Sweep) => Promise<Result>): Promise<Result> {
  return inTemporaryFolder('floor', async (folder) => {
    const macs = new Map<string, number>();
    for (const units of sweepUnits(largestMacs)) {
      const file = join(folder, `dense-${units}.onnx`);
      await writeAtomically(file, exportModel(sweepNetwork(units)));
      macs.set(file, macsOf(units));
    }
    return work({
      files: [...macs.keys()],
      floorsOf: (profiles, { scenario, seed, note }) => {
        const rowsPerCall = scenario.kind === 'offline' ? scenario.rows : 1;
        const own = profiles.filter(({ model }) => macs.has(model.file));
        return [...new Set(own.map(targetNameOf))].flatMap((device) => {
          const there = own.filter((each) => targetNameOf(each) === device);
          const { provider, environment } = there[0]!;
          const networks = there.map((each) => ({ macs: macs.get(each.model.file)!, profile: each }));
          const where = { provider, device, threads: environment.threads, rowsPerCall };
          try {
            if (there.some(({ answerCheck }) => answerCheck?.answers === 'wrong')) {
              throw new SecateurError('DATA_INVALID', `There is no floor of ${device}: its answers are wrong.`);
            }
            return [floorOf(floorPoints(networks), where, { seed })];
          } catch (error) {
            if (!isSecateurError(error)) throw error;
            note?.(error.message);
            return [];
          }
        });
      },
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
