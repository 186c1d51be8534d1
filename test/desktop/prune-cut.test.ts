import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Posterior, randomStream, tensorNames, weightedLayers } from '../../core/index.ts';
import { basisOf } from '../../desktop/host/prune/basis-of.ts';
import { type CutChoice, carryOut, groupsOf, sliderOf } from '../../desktop/shared/index.ts';
import {
  compact,
  exportModel,
  keptBy,
  type PlanOptions,
  parseRule,
  planPruning,
  planWithin,
  scoresOf,
} from '../../exporter/index.ts';
import { below } from '../exporter/random-network.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { randomArchitecture, randomVectorArchitecture } from '../support/random-architecture.ts';
import { hasIndicators, randomPosteriorOf } from '../support/random-posterior.ts';

/** Chains, graphs of dense layers and graphs of convolutions; some of their weights are zero, whole rows among them. */
function randomPosterior(seed: number): Posterior {
  const random = randomStream(seed, 'prune test');
  const kind = below(random, 3);
  const posterior =
    kind === 0
      ? examplePosterior(
          Array.from({ length: 3 + below(random, 2) }, () => 2 + below(random, 9)),
          seed,
        )
      : architecture(kind, random, seed);
  for (const { index, fanIn } of weightedLayers(posterior.network)) {
    const { data } = posterior.tensors[tensorNames.slabMean(index)]!;
    const share = random.uniform() < 0.5 ? 0 : 0.7;
    for (let at = 0; at < data.length; at++) if (random.uniform() < share || at % fanIn === 1) data[at] = 0;
  }
  return posterior;
}

function architecture(kind: number, random: ReturnType<typeof randomStream>, seed: number): Posterior {
  const network = kind === 1 ? randomVectorArchitecture(random, 3) : randomArchitecture(random, 3);
  const { image, inputs } = network;
  const columns = Array.from({ length: inputs }, (_, at) => {
    return { kind: 'numeric' as const, name: `column ${at}`, mean: 0, scale: 1, imputed: false };
  });
  return randomPosteriorOf(network, image ? { kind: 'image', ...image, scale: 255 } : { kind: 'table', columns }, seed);
}

const cuttable = fc.integer().map(randomPosterior).filter(hasIndicators);
const widths = fc.constantFrom({}, {}, { multiple: 4 }, { floor: 3 }, { multiple: 2, floor: 2 });

function pageCut(posterior: Posterior, choice: CutChoice) {
  const basis = basisOf(posterior, scoresOf(posterior, 'inclusion'));
  return carryOut(
    groupsOf(basis),
    basis.levels.map(({ name }) => name),
    choice,
  );
}

const outcomeOf = <T>(make: () => T) => {
  try {
    return { value: make() };
  } catch (error) {
    return { message: (error as Error).message };
  }
};

describe('a cut in a page', () => {
  const rules = fc
    .oneof(
      fc.constantFrom('median', 'threshold=0.3', 'threshold=0.7', 'fdr=0.2', 'fdr=0.6'),
      fc.integer({ min: 1, max: 60 }).map((count) => `top=${count}`),
      fc.integer({ min: 1, max: 900 }).map((size) => `budget=${size}`),
      fc.integer({ min: 1, max: 20_000 }).map((size) => `macs=${size}`),
    )
    .map((text) => parseRule(text));

  test('keeps what the exporter keeps, and fails where and as it fails', () => {
    fc.assert(
      fc.property(cuttable, rules, widths, (posterior, rule, wanted) => {
        const plan = outcomeOf(() => {
          const made = planPruning(posterior, rule, { widths: wanted });
          return keptBy(made, posterior.network);
        });
        const cut = outcomeOf(() => pageCut(posterior, { rule, widths: wanted, overrides: {} }).kept);
        expect(cut).toEqual(plan);
      }),
      { numRuns: 300 },
    );
  });

  test('moves to the plan of a budget', async () => {
    const quantities = fc.constantFrom('parameters' as const, 'macs' as const);
    await fc.assert(
      fc.asyncProperty(
        cuttable,
        quantities,
        fc.integer({ min: 10, max: 2000 }),
        widths,
        async (posterior, quantity, most, wanted) => {
          const budget = { limits: [{ quantity, most }] };
          const within = await planWithin(posterior, budget, { widths: wanted }).catch(() => undefined);
          const slider = sliderOf(groupsOf(basisOf(posterior, scoresOf(posterior, 'inclusion'))));
          const step = await slider.stepWithin({ quantity, most }, wanted);
          if (!within || step === undefined) {
            expect([within, step]).toEqual([undefined, undefined]);
            return;
          }
          const { kept } = pageCut(posterior, { rule: slider.ruleAt(step), widths: wanted, overrides: {} });
          expect(kept).toEqual(keptBy(within.plan, posterior.network));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('with overridden layers is a plan that the exporter makes, file and all', () => {
    const override = fc.record(
      {
        shift: fc.integer({ min: -4, max: 4 }),
        atLeast: fc.integer({ min: 1, max: 5 }),
        atMost: fc.integer({ min: 2, max: 9 }),
        locked: fc.integer({ min: -1, max: 12 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        cuttable,
        fc.integer({ min: 1, max: 40 }),
        fc.dictionary(fc.constantFrom('inputs', 'layers.0', 'layers.1'), override),
        (posterior, count, overrides) => {
          const options: PlanOptions = { widths: {} };
          const cut = pageCut(posterior, { rule: { name: 'top', count }, widths: {}, overrides });
          const plan = planPruning(posterior, cut.rule, options);
          expect(cut.kept).toEqual(keptBy(plan, posterior.network));
          expect(exportModel(compact(posterior, plan), { posterior, plan }).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of single weights is refused by the inclusion of weights, and not by another criterion', () => {
    const posterior = examplePosterior([4, 3, 2]);
    const { [tensorNames.inputInclusion]: _inputs, [tensorNames.inclusion(0)]: _units, ...others } = posterior.tensors;
    const logits = Object.fromEntries(
      [0, 1].map((layer) => [tensorNames.weightInclusion(layer), posterior.tensors[tensorNames.slabMean(layer)]!]),
    );
    const ofWeights = { ...posterior, tensors: { ...others, ...logits } };
    expect(() => basisOf(ofWeights, scoresOf(ofWeights, 'inclusion'))).toThrow(/cut weight by weight/);
    expect(basisOf(ofWeights, scoresOf(ofWeights, 'magnitude')).scale).toBe('score');
  });

  test('obeys each override', () => {
    const posterior = examplePosterior([6, 5, 4, 2]);
    const names = basisOf(posterior, scoresOf(posterior, 'inclusion')).levels.map(({ name }) => name);
    expect(names).toEqual(['inputs', 'layers.0', 'layers.1', 'layers.2']);
    const countsWith = (overrides: CutChoice['overrides']) =>
      pageCut(posterior, { rule: { name: 'layers', counts: [3, 3, 3] }, widths: {}, overrides }).rule;
    expect(countsWith({})).toEqual({ name: 'layers', counts: [3, 3, 3] });
    const overrides = { inputs: { shift: -1 }, 'layers.0': { atLeast: 4 }, 'layers.1': { atMost: 2 } };
    expect(countsWith(overrides)).toEqual({ name: 'layers', counts: [2, 4, 2] });
    expect(countsWith({ inputs: { locked: 6, atMost: 2 } })).toEqual({ name: 'layers', counts: [6, 3, 3] });
    expect(countsWith({ inputs: { locked: 99 }, 'layers.0': { shift: -99 } })).toEqual({
      name: 'layers',
      counts: [6, 1, 3],
    });
  });
});
