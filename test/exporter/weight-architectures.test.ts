import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  graph,
  isSecateurError,
  linear,
  type Node,
  networkGraph,
  type Posterior,
  type RandomStream,
  randomStream,
  sizeOf,
  structureOf,
  tensorNames,
  throughLayers,
} from '../../core/index.ts';
import { compact, type PruningPlan, planPruning } from '../../exporter/index.ts';
import { batchOf, expectClose, posteriorOf, readBy, rows } from './architecture-cases.ts';

/** A posterior with an indicator for each weight, `share` of them likely, instead of those of units and inputs. */
function ofWeights(posterior: Posterior, random: RandomStream, share: number): Posterior {
  const { weighted } = structureOf(posterior.network);
  const tensors = Object.fromEntries(
    Object.entries(posterior.tensors).filter(([name]) => !name.endsWith('inclusionLogit')),
  );
  for (const { index, shape } of weighted) {
    const data = Float32Array.from({ length: sizeOf(shape) }, () => (random.uniform() < share ? 1 : -1));
    tensors[tensorNames.weightInclusion(index)] = { shape, data };
  }
  return {
    ...posterior,
    family: 'weight',
    prior: { ...posterior.prior, weightLogits: weighted.map(() => 0) },
    tensors,
  };
}

/** The median rule's plan; undefined where it would keep no path. */
function medianPlan(posterior: Posterior): PruningPlan | undefined {
  try {
    return planPruning(posterior, { name: 'median' });
  } catch (error) {
    if (isSecateurError(error) && error.code === 'LAYER_EMPTY') return undefined;
    throw error;
  }
}

/** The outputs of the uncut network for `features`, unlikely weights at 0. */
function withoutCutWeights({ network, tensors }: Posterior, length: number): Node {
  const input = graph.input('features', [length / network.inputs, network.inputs]);
  return throughLayers(network, input, ({ index, layer }, values) => {
    const { shape, data } = tensors[tensorNames.slabMean(index)]!;
    const logits = tensors[tensorNames.weightInclusion(index)]!.data;
    const weight = graph.constant(
      data.map((value, at) => (logits[at]! > 0 ? value : 0)),
      shape,
    );
    const bias = tensors[tensorNames.biasMean(index)]!;
    return graph.activate(linear(layer, values, weight, graph.constant(bias.data, bias.shape)), layer.activation);
  });
}

describe('networks that are graphs of layers', () => {
  test('compact to exactly what they compute without the weights that are cut', () => {
    let smaller = 0;
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.3, max: 0.95, noNaN: true }), (seed, share) => {
        const random = randomStream(seed, 'weights');
        const posterior = ofWeights(posteriorOf(random), random, share);
        const plan = medianPlan(posterior);
        fc.pre(plan !== undefined);
        const features = batchOf(random, posterior);
        const network = compact(posterior, plan!);
        const [expected] = graph.evaluate([withoutCutWeights(posterior, features.length)], { features });
        const read = graph.input('read', [rows, network.keptInputs.length]);
        const [actual] = graph.evaluate([networkGraph(network, read)], { read: readBy(network, features) });
        expectClose(actual!, expected!, 3e-6);
        if (plan!.after.parameters < plan!.before.parameters) smaller++;
      }),
      { numRuns: 60 },
    );
    expect(smaller).toBeGreaterThan(10);
  });
});
