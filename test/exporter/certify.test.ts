import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { certify, fewestRows, pValueOfRise } from '../../exporter/index.ts';

const rise = 0.02;
const delta = 0.1;
const rows = 800;
/** True rises along the cuts: harmless at first, then just beyond what is allowed for a long time, then harmful. */
const curve = [
  ...Array.from({ length: 6 }, (_, index) => 0.003 * index),
  ...Array.from({ length: 12 }, () => 0.021),
  ...Array.from({ length: 5 }, (_, index) => 0.03 + 0.05 * index),
];

/** Uniform numbers from a seed, at a speed for millions (xorshift32). */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

type Select = (
  pValueAt: (candidate: number) => number,
  meanAt: (candidate: number) => number,
) => Promise<number | undefined>;

/** Part of repetitions in which what is selected truly rises by more than allowed; and the mean place selected. */
async function repeat(select: Select, repetitions: number) {
  const random = uniforms(20_240_229);
  let [bad, none, places] = [0, 0, 0];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    // Cuts disagree with the original on 3 % of rows more than they lose.
    const made = new Map<number, Float64Array>();
    const differencesAt = (candidate: number) => {
      if (!made.has(candidate)) {
        const lost = curve[candidate]! + 0.015;
        const draw = () => {
          const uniform = random();
          return uniform < lost ? 1 : uniform < lost + 0.015 ? -1 : 0;
        };
        made.set(candidate, Float64Array.from({ length: rows }, draw));
      }
      return made.get(candidate)!;
    };
    const selected = await select(
      (candidate) => pValueOfRise(differencesAt(candidate), rise, delta),
      (candidate) => differencesAt(candidate).reduce((sum, value) => sum + value, 0) / rows,
    );
    if (selected === undefined) none++;
    else if (curve[selected]! > rise) bad++;
    places += selected ?? 0;
  }
  return { bad: bad / repetitions, none: none / repetitions, place: places / repetitions };
}

const fixedSequence: Select = async (pValueAt) =>
  (await certify(curve.length, async (candidate) => pValueAt(candidate), delta)).passed?.index;

const repetitions = 500;
/** Three standard errors above the nominal rate. */
const atMost = delta + 3 * Math.sqrt((delta * (1 - delta)) / repetitions);

describe('the guarantee', () => {
  let certified: Awaited<ReturnType<typeof repeat>>;
  beforeAll(async () => {
    certified = await repeat(fixedSequence, repetitions);
  });

  test('is broken at most as often as it says', () => {
    expect(certified.bad).toBeLessThanOrEqual(atMost);
  });

  test('and is not bought by certifying nothing', () => {
    const { none, place } = certified;
    expect(none).toBeLessThan(0.3);
    expect(place).toBeGreaterThan(1);
  });

  test('would be broken by scanning from the smallest cut, without regard to how many are tried', async () => {
    const fromSmallest: Select = async (pValueAt) =>
      curve.map((_, index) => curve.length - 1 - index).find((candidate) => pValueAt(candidate) <= delta);
    expect((await repeat(fromSmallest, 100)).bad).toBeGreaterThan(2 * atMost);
  });

  test('would be broken by trusting what is observed', async () => {
    const byMeans: Select = async (_, meanAt) => {
      const failing = curve.findIndex((_, candidate) => meanAt(candidate) > rise);
      return failing > 0 ? failing - 1 : undefined;
    };
    expect((await repeat(byMeans, 300)).bad).toBeGreaterThan(atMost);
  });
});

describe('pValueOfRise', () => {
  /** For draws whose mean is exactly the rise that is denied: the hardest true hypotheses. */
  const cases: readonly (readonly [name: string, draw: (uniform: number) => number])[] = [
    ['rare losses', (uniform) => (uniform < rise ? 1 : 0)],
    ['much disagreement', (uniform) => (uniform < 0.2 + rise ? 1 : uniform < 0.4 + rise ? -1 : 0)],
    ['all or nothing', (uniform) => (uniform < (1 + rise) / 2 ? 1 : -1)],
    ['small steady values', (uniform) => rise + 0.04 * (uniform - 0.5)],
    ['rare gains and a steady loss', (uniform) => (uniform < 0.05 ? -0.9 : (rise + 0.045) / 0.95)],
  ];

  test.each(cases)('is at most delta no more often than that: %s', (name, draw) => {
    const random = uniforms(1 + name.length);
    let rejected = 0;
    for (let repetition = 0; repetition < 1000; repetition++) {
      const differences = Float64Array.from({ length: 300 }, () => draw(random()));
      if (pValueOfRise(differences, rise, delta) <= delta) rejected++;
    }
    expect(rejected / 1000).toBeLessThanOrEqual(delta + 3 * Math.sqrt((delta * (1 - delta)) / 1000));
  });

  test('falls with the rise that is allowed, and is 1 where every row got worse', () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(values, (differences) => {
        expect(pValueOfRise(differences, 0.01, delta)).toBeLessThanOrEqual(1);
        expect(pValueOfRise(differences, 0.01, delta)).toBeGreaterThan(0);
      }),
    );
    expect(pValueOfRise([1, 1, 1], 0.01, delta)).toBe(1);
    const calm = new Float64Array(1000);
    expect(pValueOfRise(calm, 0.02, delta)).toBeLessThan(pValueOfRise(calm, 0.01, delta));
  });

  test('no fewer rows than fewestRows can certify anything, and a few more can', () => {
    for (const allowed of [0.005, 0.01, 0.05]) {
      const fewest = fewestRows(allowed, 0.05);
      expect(pValueOfRise(new Float64Array(fewest - 1), allowed, 0.05)).toBeGreaterThan(0.05);
      expect(pValueOfRise(new Float64Array(2 * fewest), allowed, 0.05)).toBeLessThanOrEqual(0.05);
    }
  });
});
