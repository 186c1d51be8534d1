import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SecateurError } from '../../core/index.ts';
import { furthestHolding } from '../../exporter/cut/search.ts';
import { type Budget, formatBudget, parseBudget, planWithin, type Quantity } from '../../exporter/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';

describe('parseBudget', () => {
  test.each<[string, Budget['limits']]>([
    ['50kB', [{ quantity: 'bytes', most: 50_000 }]],
    ['bytes<50k', [{ quantity: 'bytes', most: 50_000 }]],
    ['2KiB', [{ quantity: 'bytes', most: 2048 }]],
    ['params<12000', [{ quantity: 'parameters', most: 12_000 }]],
    ['macs <= 100k', [{ quantity: 'macs', most: 100_000 }]],
    ['p99<1ms', [{ quantity: 'p99', most: 1 }]],
    ['p50<200us', [{ quantity: 'p50', most: 0.2 }]],
    ['accuracy>-0.5%', [{ quantity: 'accuracy', most: 0.005 }]],
    ['rmse<+2%', [{ quantity: 'rmse', most: 0.02 }]],
    [
      '50kB, accuracy>-1%',
      [
        { quantity: 'bytes', most: 50_000 },
        { quantity: 'accuracy', most: 0.01 },
      ],
    ],
  ])('reads %s', (text, limits) => {
    expect(parseBudget(text)).toEqual({ limits });
  });

  test.each([
    ['50', /no unit/],
    ['12k', /no unit/],
    ['', /no limit/],
    ['latency<1ms', /'latency' is nothing that can be limited/],
    ['bytes>50k', /write < after bytes/],
    ['accuracy<-1%', /write > after accuracy/],
    ['accuracy>98%', /how far from the original/],
    ['rmse<2%', /how far from the original/],
    ['p99<1', /unit is one of us/],
    ['p99<1kB', /unit is one of us/],
    ['bytes<0', /can be held to/],
    ['params<1.5', /can be held to/],
    ['params<-5', /needs no sign/],
    ['50kB,bytes<3k', /limited twice/],
    ['50kB,', /'' is no limit/],
    ['constructor<5', /nothing that can be limited/],
  ])('refuses %p', (text, why) => {
    expect(() => parseBudget(text)).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID', message: expect.stringMatching(why) }),
    );
  });

  test('reads what formatBudget writes', () => {
    const most: Record<Quantity, fc.Arbitrary<number>> = {
      bytes: fc.integer({ min: 1 }),
      parameters: fc.integer({ min: 1 }),
      macs: fc.integer({ min: 1 }),
      p50: fc.integer({ min: 1, max: 1e6 }).map((us) => us / 1000),
      p90: fc.integer({ min: 1, max: 1e6 }).map((us) => us / 1000),
      p99: fc.integer({ min: 1, max: 1e6 }).map((us) => us / 1000),
      accuracy: fc.integer({ min: 0, max: 1000 }).map((part) => part / 1000),
      rmse: fc.integer({ min: 0, max: 1000 }).map((part) => part / 1000),
      deviance: fc.integer({ min: 0, max: 1000 }).map((part) => part / 1000),
    };
    const budgets = fc
      .subarray(Object.keys(most) as Quantity[], { minLength: 1 })
      .chain((quantities) =>
        fc.tuple(...quantities.map((quantity) => most[quantity].map((most) => ({ quantity, most })))),
      )
      .map((limits): Budget => ({ limits }));
    fc.assert(
      fc.property(budgets, (budget) => {
        expect(parseBudget(formatBudget(budget))).toEqual(budget);
      }),
    );
  });
});

describe('furthestHolding', () => {
  const search = async (length: number, holds: (candidate: number) => boolean, backwards = false) => {
    const asked: number[] = [];
    const [first, last] = backwards ? [length, 0] : [0, length];
    const found = await furthestHolding(first, last, async (candidate) => {
      asked.push(candidate);
      return holds(candidate);
    });
    return { found, asked };
  };

  test('finds the last that holds, in few steps, where all that hold come first', async () => {
    const lengths = fc.integer({ min: 0, max: 5000 }).chain((length) => fc.tuple(fc.constant(length), fc.nat(length)));
    await fc.assert(
      fc.asyncProperty(lengths, fc.boolean(), async ([length, boundary], backwards) => {
        const at = backwards ? length - boundary : boundary;
        const { found, asked } = await search(length, (c) => (backwards ? c >= at : c <= at), backwards);
        expect(found).toBe(at);
        expect(asked.length).toBeLessThanOrEqual(3 + Math.ceil(Math.log2(length + 1)));
      }),
    );
  });

  test('never returns one that was not seen to hold, whatever the answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }), async (answers) => {
        const { found, asked } = await search(answers.length - 1, (candidate) => answers[candidate]!);
        if (found === undefined) expect(asked.some((candidate) => answers[candidate])).toBe(false);
        else expect(asked.includes(found) && answers[found]).toBe(true);
      }),
    );
  });

  test('goes on where the first fails by chance', async () => {
    expect((await search(1000, (candidate) => candidate !== 0 && candidate <= 600)).found).toBe(600);
  });
});

describe('planWithin', () => {
  const posterior = examplePosterior([9, 7, 5, 2], 3);

  test('takes the largest network within limits of size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1300, max: 4000 }), async (most) => {
        const { plan, figures } = await planWithin(posterior, { limits: [{ quantity: 'bytes', most }] }).catch(
          (error) => {
            expect(error).toMatchObject({ code: 'BUDGET_OUT_OF_REACH' });
            return { plan: undefined, figures: [{ value: 0 }] };
          },
        );
        expect(figures[0]!.value).toBeLessThanOrEqual(most);
        if (plan) expect(plan).toMatchObject({ budget: `bytes<${most}`, rule: { name: 'top' } });
      }),
      { numRuns: 20 },
    );
  });

  test('takes the smallest network that keeps a score, if it keeps the size too', async () => {
    const accuracy = ({ after }: { after: { parameters: number } }) => (after.parameters < 40 ? 0.02 : 0.001);
    const budget = parseBudget('accuracy>-0.5%');
    const { plan } = await planWithin(posterior, budget, { measures: { accuracy } });
    expect(plan.after.parameters).toBeGreaterThanOrEqual(40);
    expect(plan.after.parameters).toBeLessThan(60);
    const both = (text: string) => planWithin(posterior, parseBudget(text), { measures: { accuracy } });
    expect((await both('accuracy>-0.5%,params<60')).plan.after).toEqual(plan.after);
    const refused = await both('accuracy>-0.5%,params<39').catch((error: SecateurError) => error);
    expect(refused).toMatchObject({ code: 'BUDGET_OUT_OF_REACH', message: expect.stringContaining('accuracy>-2%.') });
    expect((refused as SecateurError).cause).toEqual({ limit: { quantity: 'accuracy', most: 0.005 }, smallest: 0.02 });
  });

  test('says the least that can be reached, as a budget that can', async () => {
    const refused = await planWithin(posterior, parseBudget('bytes<100')).catch((error: Error) => error);
    const [, reachable] = /these cuts reach is (\S+)\./.exec((refused as Error).message)!;
    const { plan } = await planWithin(posterior, parseBudget(reachable!));
    expect(plan.after.parameters).toBeLessThan(20);
  });

  test('says it of a limit that was looked at, whatever others are behind it', async () => {
    const refused = planWithin(posterior, parseBudget('macs<2,params<3,bytes<50kB'));
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining('these cuts reach is macs<4.'),
      cause: { limit: { quantity: 'macs', most: 2 }, smallest: 4 },
    });
  });

  test('says what it cannot measure', async () => {
    await expect(planWithin(posterior, parseBudget('p99<1ms'))).rejects.toThrow(/Nothing measures p99<1ms/);
  });
});
