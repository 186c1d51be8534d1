import { expect, test } from '@jest/globals';
import { type CompactNetwork, compactWeights, evenUnits, parseNetwork, withUsualSizes } from '../../core/index.ts';
import { exampleRows } from '../../exporter/index.ts';
import { randomNetwork } from '../../trainer/index.ts';
import { referenceOf } from '../exporter/reference-answers.ts';

const texts = [
  '12-8-6-3',
  '6x6x2-c4k3-max2-flat-5-3',
  '6x6x2-c4k3p1-c4k3p1d-c6k1-gavg-3',
  '6x6x2-c4k3p1-c4k3p1-add0-avg2-flat-3',
];

/** With units of very different sizes, one of them of nothing but zeros. */
function unevenNetwork(text: string): CompactNetwork {
  const spec = parseNetwork(text);
  const { image } = spec;
  const task = { kind: 'classification', labels: ['a', 'b', 'c'] } as const;
  const input = { kind: 'image', ...(image ?? { height: 3, width: 4, channels: 1 }), scale: 255 } as const;
  const all = Array.from({ length: spec.inputs }, (_, index) => index);
  const network = randomNetwork(input, task, all, spec, 1);
  const layers = network.layers.map((layer) => {
    if (!('weight' in layer)) return layer;
    const fanIn = layer.weight.data.length / layer.units;
    const sizeOf = (unit: number) => (unit === 1 ? 0 : 0.01 * 4 ** unit);
    const data = layer.weight.data.map((value, at) => value * sizeOf(Math.floor(at / fanIn)));
    return {
      ...layer,
      weight: { ...layer.weight, data },
      bias: { ...layer.bias, data: layer.bias.data.map(() => 0.1) },
    };
  });
  return { ...network, layers };
}

test.each(texts)('units of %s are made even without changing what it answers', (text) => {
  const network = unevenNetwork(text);
  const rows = exampleRows(network.input, 8);
  const expected = referenceOf(network, rows)['logits']!;
  for (const changed of [evenUnits(network), withUsualSizes(network)]) {
    const actual = referenceOf(changed, rows)['logits']!;
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    actual.forEach((value, at) => {
      expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-5 * largest);
    });
  }
});

test('hidden units are then of one size, and others as they were', () => {
  const [first, , last] = compactWeights(evenUnits(unevenNetwork('12-8-6-3')));
  const sizes = Array.from({ length: 8 }, (_, unit) =>
    Math.hypot(...first!.weight.data.subarray(12 * unit, 12 * unit + 12)),
  );
  expect(sizes[1]).toBe(0);
  for (const size of sizes.toSpliced(1, 1)) expect(size / sizes[0]!).toBeCloseTo(1, 5);
  const [, sum] = compactWeights(evenUnits(unevenNetwork('6x6x2-c4k3p1-c4k3p1-add0-avg2-flat-3')));
  const [, before] = compactWeights(unevenNetwork('6x6x2-c4k3p1-c4k3p1-add0-avg2-flat-3'));
  expect(sum!.weight.data).toEqual(before!.weight.data);
  expect(last!.bias.data).toEqual(compactWeights(unevenNetwork('12-8-6-3'))[2]!.bias.data);
});

test('layers of quite another size than at the start of a training are then all as far from it', () => {
  const network = unevenNetwork('6x6x2-c4k3-max2-flat-5-3');
  const sizes = [1e3, 1, 1e-5];
  const layers = network.layers.map((layer) => ('weight' in layer ? scaledBy(layer, sizes.shift()!) : layer));
  const [first, ...others] = compactWeights(withUsualSizes({ ...network, layers })).map(({ weight, units }) => {
    const fanIn = weight.data.length / units;
    return Math.hypot(...weight.data) / Math.sqrt(weight.data.length) / Math.sqrt(2 / fanIn);
  });
  for (const other of others) expect(other / first!).toBeCloseTo(1, 5);
});

test('those of about that size stay as they are', () => {
  const spec = parseNetwork('12-8-6-3');
  const input = { kind: 'image', height: 3, width: 4, channels: 1, scale: 255 } as const;
  const task = { kind: 'classification', labels: ['a', 'b', 'c'] } as const;
  const network = randomNetwork(input, task, [...Array(12).keys()], spec, 1);
  expect(withUsualSizes(network)).toEqual(network);
});

function scaledBy(layer: CompactNetwork['layers'][number], factor: number): CompactNetwork['layers'][number] {
  if (!('weight' in layer)) return layer;
  return { ...layer, weight: { ...layer.weight, data: layer.weight.data.map((value) => value * factor) } };
}
