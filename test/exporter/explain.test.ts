import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explain, parseRule } from '../../exporter/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';

const rules = fc.constantFrom('median', 'threshold=0.3', 'fdr=0.6', 'budget=60', 'macs=60', 'top=12', 'top=3');

describe('explain', () => {
  test('says of every input and unit what planPruning does to it, with a reason that is true', () => {
    fc.assert(
      fc.property(fc.integer(), rules, fc.constantFrom(1, 3), fc.constantFrom(1, 3), (seed, text, multiple, floor) => {
        const posterior = examplePosterior([9, 7, 5, 2], seed);
        const { plan, groups } = explain(posterior, parseRule(text), { widths: { multiple, floor } });
        const kept = [plan.keptInputs, ...plan.keptUnits];
        const [, first] = /^top=(\d+)$/.exec(text) ?? [];
        if (first !== undefined) {
          // So many were chosen and no more, whatever was taken back, and the best of each level.
          const chosen = groups
            .flatMap(({ members }) => members)
            .filter(({ sentence }) => /it reaches what|but the best of a layer/.test(sentence));
          expect(chosen).toHaveLength(Math.max(Number(first), groups.length));
        }
        groups.forEach(({ members, sentence }, level) => {
          // What a rule chose are the most probable of a level: nobody who was taken back, or goes, can be above them.
          const by = (text: string) => members.filter((member) => member.sentence.includes(text));
          const lowest = Math.min(...by(' it reaches what the rule asks for').map(({ value }) => value));
          for (const { value } of [...by('taken back'), ...by('goes: it does not reach')]) {
            expect(value).toBeLessThanOrEqual(lowest);
          }
          if (multiple === 1 && floor === 1) expect(by('taken back')).toEqual([]);
          if (level === 0 && floor === 1) expect(by('taken back')).toEqual([]);
          expect(sentence).toContain(`${kept[level]!.length} of ${members.length} stay`);
          members.forEach(({ stays, sentence, name, rank, value }, index) => {
            expect(stays).toBe(kept[level]!.includes(index));
            expect(sentence.startsWith(`${name} ${stays ? 'stays' : 'goes'}: it `)).toBe(true);
            expect(members.filter((other) => other.value > value).length).toBe(rank - 1);
            if (sentence.includes('best of a layer')) expect(rank).toBe(1);
            if (sentence.includes('nothing that stays reads it')) expect(stays).toBe(false);
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  test('names the threshold, and the width that brought a unit back', () => {
    const posterior = examplePosterior([9, 7, 5, 2], 4);
    const { rule, groups } = explain(posterior, parseRule('threshold=0.75'), { widths: { multiple: 5, floor: 2 } });
    expect(rule).toBe('Keeps what has an inclusion probability above 0.75.');
    const sentences = groups.flatMap(({ members }) => members.map(({ sentence }) => sentence));
    expect(sentences.filter((text) => /probability 0\.75 \(/.test(text)).length).toBeGreaterThan(3);
    expect(sentences.some((text) => /taken back .* a multiple of 5 and at least 2/.test(text))).toBe(true);
  });
});
