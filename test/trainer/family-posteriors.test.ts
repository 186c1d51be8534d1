import { describe, expect, test } from '@jest/globals';
import { everything, graph, networkGraph, type Posterior, randomStream } from '../../core/index.ts';
import { compact, planPruning } from '../../exporter/index.ts';
import { families } from '../../trainer/families/index.ts';
import { type CaseOptions, programCase } from './program-case.ts';

const batch = 4;

const networks: [string, Omit<CaseOptions, 'family'>][] = [
  ['dense', { widths: [7, 6, 5] }],
  ['dense, sigmoid', { widths: [7, 6, 5], activation: 'sigmoid' }],
  ['dense, gelu, without input selection', { widths: [7, 6, 5], activation: 'gelu', selectInputs: false }],
  ['convolutional', { layers: '6x5x1-c5k3p1-max2-c4k2s2-flat-6' }],
  ['depthwise', { layers: '6x5x2-c5k3s2p1-c5k3p1g5-c4k1-avg2s1-flat' }],
  ['concatenated', { layers: '6x5x2-c5k3p1-c4k3p1-cat0-c9k3p1d-c3k1-cat2-gavg' }],
  ['wide and deep', { layers: '7-6-5-catin-6-cat1.in', activation: 'sigmoid' }],
  ['sums of concatenations', { layers: '7-6-5-cat0-5-cat0-add2', activation: 'sigmoid', selectInputs: false }],
  ['channels first, without dense layers', { layers: '6x5x2:chw-c5k3p1-c4k2-cNk1-gavg' }],
  ['residual', { layers: '6x5x2-c5k3p1-c5k3p1-c5k3p1-add0-@2:c4k1s2-gavg' }],
];

/** What is not needed, to families without indicators: noise under a log-uniform prior, next to nothing under a spike. */
const unneeded: Readonly<Record<string, (name: string, value: number) => number>> = {
  'sparse-vd': (name, value) => (name.endsWith('slabLogVariance') ? 12 : value),
  weight: (name, value) => (name.endsWith('InclusionLogit') ? -5 : value),
  mixture: (name, value) => (name.endsWith('Variance') ? -16 : value * 1e-4),
};

/** What a family makes of random parameters, some units and inputs of which are not needed. */
function posteriorOf(options: CaseOptions) {
  const trained = programCase({ ...options, seed: 5 });
  const random = randomStream(3, 'which are needed');
  const lots = Array.from({ length: 12 }, (_, index) => index > 0 && random.uniform() < 0.4);
  const change = unneeded[options.family];
  const parameters = Object.fromEntries(
    Object.entries(trained.parameters).map(([name, tensor]) => {
      if (!change || !name.startsWith('layers.')) return [name, tensor];
      const rowSize = tensor.data.length / tensor.shape[0]!;
      const goes = (at: number) => lots[Math.floor(at / rowSize)] || (tensor.shape.length === 2 && lots[at % rowSize]);
      return [name, { ...tensor, data: tensor.data.map((value, at) => (goes(at) ? change(name, value) : value)) }];
    }),
  );
  const { network, family, familyOptions, prior } = trained;
  const posterior: Posterior = {
    version: 1,
    network,
    family: family.name,
    prior,
    tempering: { slab: 1, inclusion: 1, likelihood: 'labels' },
    input: { kind: 'table', columns: [] },
    task: { kind: 'classification', labels: [] },
    seed: 0,
    data: { name: 'random', sha256: '' },
    metrics: {},
    tensors: family.toPosterior(parameters, { network, options: familyOptions, prior }),
  };
  return { trained, parameters, posterior };
}

/** The cut of the median rule, or everything where there is nothing to cut. */
function planOf(posterior: Posterior, prunes: boolean) {
  if (prunes) return planPruning(posterior, { name: 'median' });
  const [keptInputs, ...keptUnits] = everything(posterior.network) as [number[], ...number[][]];
  return { keptInputs, keptUnits };
}

describe.each(families)('$name: what training predicts with is what is exported', ({ name, prunes }) => {
  test.each(networks)('%s', (_, options) => {
    const { trained, parameters, posterior } = posteriorOf({ family: name, ...options });
    const { network, family, familyOptions, prior } = trained;
    const plan = planOf(posterior, prunes);
    const compacted = compact(posterior, plan);
    if (prunes) {
      const kept = plan.keptUnits.slice(0, -1).flat().length;
      expect(kept).toBeLessThan(everything(network).slice(1, -1).flat().length);
    }

    const random = randomStream(4, 'features');
    const features = Float32Array.from({ length: batch * network.inputs }, () => random.normal());
    const nodes = Object.entries(parameters).map(([key, { shape }]) => [key, graph.input(key, shape)]);
    const context = { network, options: familyOptions, parameters: Object.fromEntries(nodes) };
    const predicted = family.predict(context, graph.input('features', [batch, network.inputs]), prior);
    const values = Object.fromEntries(Object.entries(parameters).map(([key, { data }]) => [key, data]));
    const [expected] = graph.evaluate([predicted], { ...values, features });

    const { keptInputs } = compacted;
    const own = Array.from({ length: batch }, (__, row) =>
      keptInputs.map((index) => features[row * network.inputs + index]!),
    );
    const exported = networkGraph(compacted, graph.input('features', [batch, keptInputs.length]));
    const [actual] = graph.evaluate([exported], { features: own.flat() });
    const size = Math.max(...expected!.map(Math.abs));
    expect(size).toBeGreaterThan(1e-3);
    actual!.forEach((value, index) => {
      expect(Math.abs(value - expected![index]!)).toBeLessThan(1e-6 * (1 + size));
    });
  });
});
