import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  everything,
  featuresOf,
  graph,
  networkGraph,
  parameterCount,
  randomStream,
  specOf,
  structureOf,
  tensorNames,
} from '../../core/index.ts';
import { compact, exportModel, nestedCuts, planPruning, posteriorMean } from '../../exporter/index.ts';
import { decodeModel } from '../../onnx/index.ts';
import { keepExport } from '../support/keep-export.ts';
import { masked, randomKept } from '../support/masked-network.ts';
import { hasIndicators } from '../support/random-posterior.ts';
import { runOnnx } from '../support/run-onnx.ts';
import { batchOf, expectClose, posteriorOf, readBy, rows } from './architecture-cases.ts';

describe('networks that are graphs of layers', () => {
  test('compact to exactly what the masked network computes', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomStream(seed, 'masks');
        const posterior = posteriorOf(random);
        const kept = randomKept(random, posterior);
        const features = batchOf(random, posterior);
        const input = graph.input('features', [rows, posterior.network.inputs]);
        const [keptInputs, ...keptUnits] = kept;
        const network = compact(posterior, { keptInputs: keptInputs!, keptUnits });
        const read = graph.input('read', [rows, network.keptInputs.length]);
        const [expected] = graph.evaluate([masked(posterior, kept, input)], { features });
        const [actual] = graph.evaluate([networkGraph(network, read)], { read: readBy(network, features) });
        // The folded biases are rounded to float32, everything else is as it was.
        expectClose(actual!, expected!, 1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test('lose what nothing reads without a change of any answer', () => {
    let smaller = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomStream(seed, 'unread');
        const posterior = posteriorOf(random);
        for (const { index } of structureOf(posterior.network).weighted) {
          const { data } = posterior.tensors[tensorNames.slabMean(index)]!;
          data.forEach((_, at) => {
            if (random.uniform() < 0.7) data[at] = 0;
          });
        }
        fc.pre(hasIndicators(posterior));
        const plan = planPruning(posterior, { name: 'threshold', probability: 1e-9 });
        const features = batchOf(random, posterior);
        const network = compact(posterior, plan);
        const input = graph.input('features', [rows, posterior.network.inputs]);
        const all = everything(posterior.network);
        const [expected] = graph.evaluate([masked(posterior, all, input)], { features });
        const read = graph.input('read', [rows, network.keptInputs.length]);
        const [actual] = graph.evaluate([networkGraph(network, read)], { read: readBy(network, features) });
        expectClose(actual!, expected!, 1e-6);
        if (plan.after.parameters < plan.before.parameters) smaller++;
      }),
      { numRuns: 60 },
    );
    expect(smaller).toBeGreaterThan(10);
  });

  test('run in onnxruntime on raw pixels as in float64, for any number of rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = randomStream(seed, 'export');
        const posterior = posteriorOf(random);
        const cut = hasIndicators(posterior) ? nestedCuts(posterior, 3)[1] : undefined;
        const network = cut ? compact(posterior, cut) : posteriorMean(posterior);
        const { inputs } = posterior.network;
        const raw = Float32Array.from({ length: rows * inputs }, () => Math.floor(256 * random.uniform()));
        const described = featuresOf(posterior.input);
        const features = Float64Array.from(raw, (x, at) => {
          const feature = described[at % inputs]!;
          return feature.kind === 'affine' ? (x - feature.mean) / feature.scale : 0;
        });
        const read = graph.input('read', [rows, network.keptInputs.length]);
        const [expected] = graph.evaluate([networkGraph(network, read)], { read: readBy(network, features) });
        const bytes = exportModel(network);
        keepExport(`architecture-${seed}`, bytes);
        const feed = { shape: [rows, inputs], data: raw };
        const answers = await runOnnx(decodeModel(bytes, 'exported'), { input: feed });
        expectClose(answers['logits']!.data, expected!, 1e-5);
      }),
      { seed: 1, numRuns: 25 },
    );
  });

  test('shrink along nested cuts, and count what the compact network has', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const posterior = posteriorOf(randomStream(seed, 'cuts'));
        fc.pre(hasIndicators(posterior));
        const plans = nestedCuts(posterior, 5);
        plans.forEach((plan, index) => {
          expect(parameterCount(specOf(compact(posterior, plan)))).toBe(plan.after.parameters);
          if (index > 0) expect(plan.after.parameters).toBeLessThanOrEqual(plans[index - 1]!.after.parameters);
        });
        expect(planPruning(posterior, { name: 'threshold', probability: 1e-9 }).after).toEqual(plans[0]!.before);
      }),
      { numRuns: 40 },
    );
  });
});
