import { describe, expect, test } from '@jest/globals';
import { targets as brokenTargets } from './broken-targets.ts';
import { fuzz } from './fuzz.ts';
import { inputOf } from './input.ts';
import { readLarge } from './large.ts';
import { targets } from './targets/index.ts';

const module = new URL('./targets/index.js', import.meta.url);

describe('readers of files', () => {
  // `npm run fuzz` and `.ci/run` do many more.
  test('end two thousand damaged files in a result or a SecateurError', async () => {
    const { findings, tallies, inputs } = await fuzz({ seed: 11, targets, module, inputs: 2000 });
    expect(findings).toEqual([]);
    expect(inputs).toBe(2000);
    for (const [name, { sound, refused }] of Object.entries(tallies)) {
      // A reader that took everything, or nothing, would not have been tested.
      expect({ name, isBoth: sound > 0 && Object.keys(refused).length > 0 }).toEqual({ name, isBoth: true });
    }
  });

  test.each(targets.filter((target) => target.large().length > 0).map((target) => [target.name, target] as const))(
    'of %s allocate no more than the stated multiple of a larger file',
    async (_, target) => {
      const { findings, tally } = await readLarge(target);
      expect(findings).toEqual([]);
      expect(tally.sound).toBeGreaterThan(0);
    },
  );
});

describe('fuzz', () => {
  test('finds what crashes, rejects, allocates too much or hangs, and goes on after it', async () => {
    const { findings, inputs } = await fuzz({
      seed: 1,
      targets: brokenTargets,
      module: new URL('./broken-targets.js', import.meta.url),
      inputs: 10,
      // What does not hang may have to wait for a busy machine.
      longestMs: 4000,
    });
    expect(findings.map(({ target, index }) => `${index} ${target}`)).toEqual([
      '1 crashes',
      '2 rejects',
      '3 greedy',
      '4 hangs',
      '6 crashes',
      '7 rejects',
      '8 greedy',
      '9 hangs',
    ]);
    expect(findings.map(({ what }) => what.split('\n')[0]!)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('TypeError'),
        'RangeError: out of range',
        expect.stringMatching(/^allocated \d+ bytes for \d+$/),
        'was not read within 4000 ms',
      ]),
    );
    expect(inputs).toBeLessThan(10);
  });

  test('makes the same input of the same seed and number, and others of others', () => {
    const target = targets[0]!;
    const corpus = target.corpus();
    const hex = (seed: number, index: number) => Buffer.from(inputOf(target, corpus, seed, index)).toString('hex');
    expect(hex(1, 5)).toBe(hex(1, 5));
    expect(new Set([hex(1, 5), hex(1, 6), hex(2, 5)]).size).toBe(3);
  });
});
