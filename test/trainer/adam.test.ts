import { expect, test } from '@jest/globals';
import { graph, randomStream } from '../../core/index.ts';
import { adamRates, adamUpdate } from '../../trainer/step/adam.ts';
import { scheduleFactor } from '../../trainer/step/schedule.ts';

test.each([
  ['Adam', 0],
  ['AdamW', 0.3],
])('twenty updates equal textbook %s, with gradients from tiny to huge', (_, weightDecay) => {
  const size = 5;
  const input = (name: string, shape: readonly number[] = [size]) => graph.input(name, shape);
  const before = { parameter: input('x'), firstMoment: input('m'), secondMoment: input('v') };
  const decay = weightDecay > 0 ? input('decay', []) : undefined;
  const after = adamUpdate(before, input('g'), input('rate', []), input('damping', []), decay);
  const learningRate = 0.03;
  const random = randomStream(1, 'gradients');
  const scales = [1e-9, 1e-4, 1, 100, 0];

  let x = Float64Array.from({ length: size }, () => random.normal());
  let m = new Float64Array(size);
  let v = new Float64Array(size);
  const expected = x.slice();
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  for (let step = 1; step <= 20; step++) {
    const g = Float64Array.from(scales, (scale) => scale * (random.normal() + 1));
    const rates = adamRates(step);
    const rate = learningRate * scheduleFactor({ warmUpSteps: 4, totalSteps: 20 }, step);
    const feeds = { x, m, v, g, rate: [rate * rates.step], damping: [rates.damping], decay: [rate * weightDecay] };
    [x, m, v] = graph.evaluate([after.parameter, after.firstMoment, after.secondMoment], feeds) as [
      Float64Array<ArrayBuffer>,
      Float64Array<ArrayBuffer>,
      Float64Array<ArrayBuffer>,
    ];
    // Algorithm 1 of arXiv 1412.6980, line by line; with decay, line 12 of algorithm 2 of arXiv 1711.05101.
    for (let index = 0; index < size; index++) {
      mean[index] = 0.9 * mean[index]! + 0.1 * g[index]!;
      square[index] = 0.999 * square[index]! + 0.001 * g[index]! ** 2;
      const corrected = mean[index]! / (1 - 0.9 ** step);
      const deviation = Math.sqrt(square[index]! / (1 - 0.999 ** step));
      expected[index]! -= (rate * corrected) / (deviation + 1e-8) + rate * weightDecay * expected[index]!;
      expect(Math.abs(x[index]! - expected[index]!)).toBeLessThan(1e-12);
    }
  }
});

test('the learning rate rises to its peak over the warm-up and ends at zero', () => {
  const schedule = { warmUpSteps: 5, totalSteps: 105 };
  const factors = Array.from({ length: 105 }, (_, index) => scheduleFactor(schedule, index + 1));
  expect(factors[0]).toBeCloseTo(0.2, 12);
  expect(factors[4]).toBe(1);
  expect(factors[54]).toBeCloseTo(0.5, 12);
  expect(factors[104]).toBeCloseTo(0, 12);
  expect(factors.every((factor) => factor >= 0 && factor <= 1)).toBe(true);
  expect(factors.slice(5).every((factor, index) => factor < factors[index + 4]!)).toBe(true);
});

test('a constant rate rises to its peak and stays there', () => {
  const schedule = { warmUpSteps: 4, totalSteps: 40, isConstant: true };
  const factors = Array.from({ length: 40 }, (_, index) => scheduleFactor(schedule, index + 1));
  expect(factors.slice(0, 4)).toEqual([0.25, 0.5, 0.75, 1]);
  expect(new Set(factors.slice(4))).toEqual(new Set([1]));
});

test('a schedule of one step, or with nothing but a warm-up, stays finite', () => {
  expect(scheduleFactor({ warmUpSteps: 1, totalSteps: 1 }, 1)).toBe(1);
  expect(scheduleFactor({ warmUpSteps: 0, totalSteps: 1 }, 1)).toBe(0);
  expect(scheduleFactor({ warmUpSteps: 3, totalSteps: 10 }, 50)).toBeCloseTo(0, 12);
});
