import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomStream } from '../../core/index.ts';
import { type FloorPoint, floorNotes, floorOf, gainLeft } from '../../runtime/index.ts';
import { fitLine } from '../../runtime/statistics/floor-line.ts';
import { exampleReport } from '../support/example-report.ts';

const where = { provider: 'node-cpu' as const, device: 'cpu', threads: 1, rowsPerCall: 1 };
const sizes = [1e3, 4e3, 1.6e4, 6.4e4, 2.56e5, 1.024e6];

/** Latencies of a device with this overhead and rate: rounds differ by `jitter`, single networks in a round by `noise`. */
function sweep(
  name: string,
  { overheadMs, macsPerMs }: { overheadMs: number; macsPerMs: number },
  { rounds = 5, jitter = 0.03, noise = 0.03 } = {},
): FloorPoint[] {
  const random = randomStream(5, name);
  const levels = Array.from({ length: rounds }, () => Math.exp(jitter * random.normal()));
  return sizes.map((macs) => ({
    macs,
    roundMediansMs: levels.map((level) => level * (overheadMs + macs / macsPerMs) * Math.exp(noise * random.normal())),
  }));
}

describe('the floor of a device', () => {
  const truth = { overheadMs: 0.012, macsPerMs: 2e6 };

  test('is found with intervals that hold overhead, rate and the size from which pruning pays at their nominal rate', () => {
    const trials = 80;
    const held = { overhead: 0, rate: 0, paying: 0 };
    // Half the work of M saves M / 2 rate of overhead + M / rate; .05 of it where M / rate = overhead / 9.
    const paying = (truth.overheadMs * truth.macsPerMs) / 9;
    for (let trial = 0; trial < trials; trial++) {
      const floor = floorOf(sweep(`trial ${trial}`, truth), where);
      const isHeld = ([lower, upper]: readonly [number, number], value: number) => lower <= value && value <= upper;
      if (isHeld(floor.overheadMsInterval, truth.overheadMs)) held.overhead++;
      if (isHeld(floor.macsPerSecondInterval, 1000 * truth.macsPerMs)) held.rate++;
      if (isHeld(floor.payingMacsInterval, paying)) held.paying++;
      expect(floor.overheadMs / truth.overheadMs).toBeGreaterThan(0.8);
      expect(floor.overheadMs / truth.overheadMs).toBeLessThan(1.25);
    }
    for (const count of Object.values(held)) {
      expect(count / trials).toBeGreaterThan(0.85);
    }
  });

  test('is hardly moved by one network that is off the line', () => {
    const points = sweep('outlier', truth, { noise: 0 });
    const spoilt = points.map((point, at) =>
      at === 2 ? { ...point, roundMediansMs: point.roundMediansMs.map((ms) => 3 * ms) } : point,
    );
    const [clean, floor] = [points, spoilt].map((each) => floorOf(each, where));
    expect(floor!.overheadMs / clean!.overheadMs).toBeCloseTo(1, 1);
    expect(floor!.macsPerSecond / clean!.macsPerSecond).toBeCloseTo(1, 1);
  });

  test('of exact lines is exact', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 10, noNaN: true }),
        fc.double({ min: 1e4, max: 1e9, noNaN: true }),
        (overheadMs, macsPerMs) => {
          const line = fitLine(sizes.map((work) => ({ work, time: overheadMs + work / macsPerMs })));
          // Overheads far below the smallest call, and work far below the overhead, do not show.
          fc.pre(overheadMs > (1e-3 * sizes[0]!) / macsPerMs && sizes.at(-1)! / macsPerMs > 1e-2 * overheadMs);
          expect(line.overhead / overheadMs).toBeCloseTo(1, 3);
          expect(line.slope * macsPerMs).toBeCloseTo(1, 3);
        },
      ),
    );
  });

  test('stays finite where nothing but overhead or nothing but work is measured', () => {
    for (const extreme of [
      { overheadMs: 1, macsPerMs: 1e15 },
      { overheadMs: 1e-12, macsPerMs: 1e3 },
    ]) {
      const floor = floorOf(sweep('extreme', extreme), where);
      const figures = [floor.overheadMs, floor.macsPerSecond, floor.payingMacs, ...floor.payingMacsInterval];
      expect(figures.every((figure) => Number.isFinite(figure) && figure > 0)).toBe(true);
    }
  });

  test('counts the rows of a call', () => {
    const points = sweep('rows', truth, { noise: 0, jitter: 0 });
    const [one, many] = [1, 64].map((rowsPerCall) => floorOf(points, { ...where, rowsPerCall }));
    expect(many!.macsPerSecond / one!.macsPerSecond).toBeCloseTo(64, 3);
    expect(many!.payingMacs / one!.payingMacs).toBeCloseTo(1, 6);
  });

  test('is refused of two sizes, of zeros, and of rounds that differ in number', () => {
    const points = sweep('bad', truth);
    const [first, ...others] = points;
    for (const bad of [
      [],
      points.slice(0, 2),
      [{ ...first!, roundMediansMs: [0, 0, 0, 0, 0] }, ...others],
      [{ ...first!, roundMediansMs: [1] }, ...others],
    ]) {
      expect(() => floorOf(bad, where)).toThrow(expect.objectContaining({ code: 'DATA_INVALID' }));
    }
  });

  test('says when further pruning stops paying', () => {
    const floor = floorOf(sweep('notes', truth, { noise: 0, jitter: 0 }), where);
    expect(gainLeft(floor, 10 * floor.overheadMs).savingOfHalf).toBeCloseTo(0.45, 6);
    expect(gainLeft(floor, floor.overheadMs / 2)).toEqual({ overheadShare: 1, savingOfHalf: 0 });
    const { models } = exampleReport();
    const at = (p50: number) =>
      models.slice(0, 1).map((model) => ({
        ...model,
        profiles: model.profiles.slice(0, 1).map((each) => ({ ...each, latencyMs: { ...each.latencyMs, p50 } })),
      }));
    const [general, large] = floorNotes({ floors: [floor], models: at(0.12) });
    expect(general).toMatch(/On cpu a call takes 12 µs whatever the model.*2G multiply-accumulates.*below 2\.6/);
    expect(large).toMatch(/dense: 10 % of a call on cpu is overhead; half its work would save 45 %/);
    const [, small] = floorNotes({ floors: [floor], models: at(0.0125) });
    expect(small).toMatch(/96 % .* is overhead; further pruning does not pay on this device/);
    expect(floorNotes({ models })).toEqual([]);
  });
});
