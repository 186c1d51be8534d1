import { describe, expect, test } from '@jest/globals';
import {
  formatNetwork,
  graph,
  networkGraph,
  type Posterior,
  parseNetwork,
  randomStream,
  specOf,
  structureOf,
  tensorNames,
} from '../../core/index.ts';
import { compact, planPruning } from '../../exporter/index.ts';
import { masked } from '../support/masked-network.ts';
import { randomPosteriorOf } from '../support/random-posterior.ts';
import { batchOf, expectClose, rows } from './architecture-cases.ts';

/** Three channels, the largest of which opens or closes each place. */
function attended(activation: string, least = ''): Posterior {
  const network = parseNetwork(`4x4x2-c3k3p1=${activation}-cmax${least}-c3k1=sigmoid-mul0-flat-3`);
  return randomPosteriorOf(network, { kind: 'image', ...network.image!, scale: 1 }, 1);
}

function answers(posterior: Posterior, keptChannels: readonly number[]) {
  const kept = structureOf(posterior.network).levels.map(({ size, prunable }) =>
    prunable ? keptChannels : [...Array(size).keys()],
  );
  const [keptInputs, ...keptUnits] = kept;
  const network = compact(posterior, { keptInputs: keptInputs!, keptUnits });
  const features = batchOf(randomStream(2, 'features'), posterior);
  const input = graph.input('features', [rows, posterior.network.inputs]);
  const [expected, actual] = graph.evaluate([masked(posterior, kept, input), networkGraph(network, input)], {
    features,
  });
  return { network, expected: expected!, actual: actual! };
}

describe('the largest of the channels', () => {
  test.each([
    ['identity', '', 'cmax(0)'],
    ['sigmoid', '', 'cmax(0.5)'],
    ['clip(-2,-0.25)', '', 'cmax(-0.25)'],
    ['identity', '(-1)', 'cmax(0)'],
    ['identity', '(0.75)', 'cmax(0.75)'],
  ])('of %s%s is at least what removed ones left behind: %s', (activation, least, written) => {
    const posterior = attended(activation, least);
    for (const channel of [0, 1, 2]) {
      const { network, expected, actual } = answers(posterior, [channel]);
      expect(formatNetwork(specOf(network))).toContain(written);
      expectClose(actual, expected, 1e-6);
    }
  });

  test('is that of all where none is removed', () => {
    const { network, expected, actual } = answers(attended('identity'), [0, 1, 2]);
    expect(formatNetwork(specOf(network))).toContain('-cmax-');
    expectClose(actual, expected, 1e-6);
  });

  test('keeps channels that nothing else reads', () => {
    const posterior = attended('identity');
    const { data } = posterior.tensors[tensorNames.slabMean(5)]!;
    // Those of the second of three channels.
    const without = data.map((weight, at) => (Math.floor((at % 48) / 16) === 1 ? 0 : weight));
    const silent: Posterior = {
      ...posterior,
      tensors: { ...posterior.tensors, [tensorNames.slabMean(5)]: { shape: [3, 48], data: without } },
    };
    const plan = planPruning(silent, { name: 'threshold', probability: 1e-9 });
    expect(plan.after).toEqual(plan.before);
  });
});
