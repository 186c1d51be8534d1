import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { feedMaker, stepsPerCall, stepsPerEpoch } from '../../trainer/data/batches.ts';
import type { Examples } from '../../trainer/index.ts';
import { programCase } from './program-case.ts';

const { program } = programCase({ family: 'node', distillation: { weight: 0.5, temperature: 2 } });
const batchSize = 6;

/** Examples whose every feature, target and teacher's answer is their own number. */
function numbered(count: number): { examples: Examples; teacher: Float32Array } {
  const write = (width: number) => (indices: Uint32Array, out: Float32Array) => {
    indices.forEach((index, row) => {
      out.fill(index, row * width, (row + 1) * width);
    });
  };
  const examples = { width: 4, count, features: write(4), targets: write(3), values: new Float32Array(count) };
  return { examples, teacher: Float32Array.from({ length: 3 * count }, (_, index) => Math.floor(index / 3)) };
}

const schedule = { warmUpSteps: 3, totalSteps: 40, divergenceSteps: 10 };

function maker(count: number, seed: number) {
  return feedMaker(program, { ...numbered(count), batchSize, seed, schedule });
}

/** The examples' numbers in the batches of `steps` steps. */
function visited(features: Float32Array): number[] {
  return Array.from(features).filter((_, index) => index % 4 === 0);
}

test('every epoch visits every example at most once, leaves out less than a batch, and has an order of its own', () => {
  fc.assert(
    fc.property(fc.integer({ min: batchSize, max: 60 }), fc.nat(1000), fc.nat(20), (count, seed, epoch) => {
      const steps = stepsPerEpoch(count, batchSize);
      const make = maker(count, seed);
      const own = visited(make(epoch * steps, steps)['features']!);
      expect(new Set(own).size).toBe(own.length);
      expect(own.every((index) => index >= 0 && index < count)).toBe(true);
      expect(count - own.length).toBeLessThan(batchSize);
      if (count > 20) expect(visited(make((epoch + 1) * steps, steps)['features']!)).not.toEqual(own);
    }),
    { numRuns: 50 },
  );
});

test('fewer examples than a batch are visited in turn', () => {
  const batch = visited(maker(4, 1)(0, 1)['features']!);
  expect(batch).toHaveLength(batchSize);
  expect(new Set(batch)).toEqual(new Set([0, 1, 2, 3]));
});

test('features, targets and the answers of a teacher are of the same examples', () => {
  const feeds = maker(50, 3)(5, 4);
  const ofTargets = Array.from(feeds['targets']!).filter((_, index) => index % 3 === 0);
  expect(ofTargets).toEqual(visited(feeds['features']!));
  expect(feeds['teacher']).toEqual(feeds['targets']);
});

test('what steps are fed depends only on the seed and their numbers, however calls divide them', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (first, a, b) => {
      const whole = maker(40, 7)(first, a + b);
      const make = maker(40, 7);
      // Out of order as well: a maker keeps no position.
      const second = make(first + a, b);
      const parts = [make(first, a), second];
      for (const [name, values] of Object.entries(whole)) {
        expect(parts.flatMap((part) => Array.from(part[name]!))).toEqual(Array.from(values));
      }
    }),
    { numRuns: 30 },
  );
});

test('another seed gives other batches and other noise', () => {
  const [one, other] = [maker(40, 7)(0, 3), maker(40, 8)(0, 3)];
  const shared = ['rate', 'damping', 'slabWarmUp'];
  for (const name of Object.keys(one)) {
    if (shared.includes(name)) expect(other[name]).toEqual(one[name]);
    else expect(other[name]).not.toEqual(one[name]);
  }
});

test('what one call of the engine reads stays below 16 MB and what the engine has use for, down to a single step', () => {
  expect(stepsPerCall(1000)).toBe(16);
  expect(stepsPerCall(1e6)).toBe(4);
  expect(stepsPerCall(3e6)).toBe(1);
  expect(stepsPerCall(1e9)).toBe(1);
  expect(stepsPerCall(1000, 40_000)).toBe(10);
});

test('epochs take the versions of the examples in turn, with the answers to that version and the same targets', () => {
  const { examples } = numbered(20);
  const teacher = Float32Array.from({ length: 3 * 60 }, (_, index) => Math.floor(index / 3));
  const source = { examples: { ...examples, versions: 3 }, teacher, batchSize, seed: 5, schedule };
  const makeFeeds = feedMaker(program, source);
  const perEpoch = stepsPerEpoch(20, batchSize);
  for (let epoch = 0; epoch < 5; epoch++) {
    const { features, targets, teacher: answers } = makeFeeds(epoch * perEpoch, perEpoch);
    const indices = visited(features!);
    expect(indices.every((index) => Math.floor(index / 20) === epoch % 3)).toBe(true);
    expect(Array.from(targets!).filter((_, at) => at % 3 === 0)).toEqual(indices.map((index) => index % 20));
    expect(Array.from(answers!).filter((_, at) => at % 3 === 0)).toEqual(indices);
  }
});
