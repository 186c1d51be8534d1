import { describe, expect, test } from '@jest/globals';
import { randomStream } from '../../core/index.ts';
import { describeRecorded, predictLatency, type Report, recordedDevice } from '../../runtime/index.ts';
import { predictFromLine } from '../../runtime/statistics/line-prediction.ts';
import { exampleReport } from '../support/example-report.ts';
import { recordedReport } from '../support/recorded-report.ts';

const truth = { overheadMs: 0.02, macsPerMs: 1e6 };

describe('the latency of a network that a recorded device never saw', () => {
  test('is that of the line through those that it ran, for each percentile', () => {
    const recorded = recordedDevice(recordedReport(truth), 'folder/phone.json');
    const expected = truth.overheadMs + 5e4 / truth.macsPerMs;
    expect(predictLatency(recorded, 'p50', 5e4).time).toBeCloseTo(expected, 4);
    expect(predictLatency(recorded, 'p99', 5e4).time).toBeCloseTo(2 * expected, 4);
    expect(describeRecorded(recorded, 'p50')).toBe(
      'remote (Example CPU), 6 networks of 1,000 to 1,024,000 multiply-accumulates in phone.json',
    );
  });

  test('lies within its interval at the nominal rate, between those that were seen and beyond', () => {
    const sizes = [1e3, 4e3, 1.6e4, 6.4e4, 2.56e5, 1.024e6];
    const trials = 200;
    for (const macs of [5e4, 4e6]) {
      let held = 0;
      for (let trial = 0; trial < trials; trial++) {
        const random = randomStream(trial, `recorded ${macs}`);
        const timeOf = (work: number) => (truth.overheadMs + work / truth.macsPerMs) * Math.exp(0.05 * random.normal());
        const { interval } = predictFromLine(
          sizes.map((work) => ({ work, time: timeOf(work) })),
          macs,
        );
        const time = timeOf(macs);
        if (interval[0] <= time && time <= interval[1]) held++;
      }
      expect(held / trials).toBeGreaterThan(0.9);
      expect(held / trials).toBeLessThan(1);
    }
  });

  test('spreads as far as the networks lie off the line, and further beyond them', () => {
    const random = randomStream(3, 'off the line');
    const noise = () => Math.exp(0.1 * random.normal());
    const recorded = recordedDevice(recordedReport(truth, noise), 'phone.json');
    const widthAt = (macs: number) => {
      const { interval } = predictLatency(recorded, 'p99', macs);
      return interval[1] / interval[0];
    };
    expect(widthAt(1e5)).toBeGreaterThan(1.1);
    expect(widthAt(1e7)).toBeGreaterThan(widthAt(1e5));
    const exact = predictLatency(recordedDevice(recordedReport(truth), 'phone.json'), 'p99', 1e5);
    expect(exact.interval[1] / exact.interval[0]).toBeLessThan(1.001);
  });

  test('comes of models of three sizes as well', () => {
    const { floors: _, models, ...rest } = exampleReport();
    const third = { ...models[0]!, macs: 1_000_000 };
    const report: Report = { ...rest, models: [...models, third] };
    expect(predictLatency(recordedDevice(report, 'r.json', 'cpu'), 'p90', 50_000).time).toBeGreaterThan(0);
  });
});

describe('a recording that cannot say is refused', () => {
  const code = (expected: string, message: RegExp) =>
    expect.objectContaining({ code: expected, message: expect.stringMatching(message) });

  test('of several devices unless one is named, or of another', () => {
    const report = exampleReport();
    expect(() => recordedDevice(report, 'r.json')).toThrow(
      code('ARGUMENT_INVALID', /on several devices. Write one of: r\.json:cpu, r\.json:wasm/),
    );
    expect(() => recordedDevice(report, 'r.json', 'remote')).toThrow(code('ARGUMENT_INVALID', /not .* on 'remote'/));
  });

  test('of nothing but wrong answers', () => {
    const report = recordedReport(truth);
    const models = report.models.map((model) => ({
      ...model,
      profiles: model.profiles.map((profile) => ({ ...profile, answerCheck: { answers: 'wrong' as const } })),
    }));
    expect(() => recordedDevice({ ...report, models }, 'r.json')).toThrow(code('DATA_INVALID', /answers right/));
    expect(() => recordedDevice({ ...report, models: [] }, 'r.json')).toThrow(code('DATA_INVALID', /Record it again/));
  });

  test('of one model without a floor', () => {
    const { floors: _, ...report } = exampleReport();
    const single = recordedDevice({ ...report, models: report.models.slice(0, 1) }, 'r.json', 'cpu');
    expect(() => predictLatency(single, 'p99', 1e4)).toThrow(
      code('DATA_INVALID', /p99 of one network on cpu.*--floor/),
    );
  });

  test('of a floor that kept medians alone, for other percentiles', () => {
    const report = exampleReport();
    const old = recordedDevice({ ...report, models: report.models.slice(0, 1) }, 'r.json', 'cpu');
    expect(predictLatency(old, 'p50', 1e4).time).toBeGreaterThan(0);
    expect(() => predictLatency(old, 'p99', 1e4)).toThrow(code('DATA_INVALID', /Record it again/));
  });

  test('of calls of many rows', () => {
    const report = recordedReport(truth);
    const models = report.models.map((model) => ({
      ...model,
      profiles: model.profiles.map((profile) => ({ ...profile, scenario: 'offline=64' })),
    }));
    expect(() => recordedDevice({ ...report, models }, 'r.json')).toThrow(code('DATA_INVALID', /--scenario stream/));
  });
});
