import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type CompactNetwork,
  columnCount,
  compactWeights,
  parameterCount,
  type RandomStream,
  randomStream,
  specOf,
} from '../../../core/index.ts';
import {
  exportModel,
  quantizeModel,
  quantizeNetwork,
  type WeightFormat,
  weightFormats,
} from '../../../exporter/index.ts';
import { codedTensor, decoded, gridFor } from '../../../exporter/quantize/coded-tensor.ts';
import { weightsOf } from '../../../exporter/quantize/weight-readers.ts';
import { decodeModel, encodeModel, summarize, valuesOf } from '../../../onnx/index.ts';
import { randomNetwork } from '../../../trainer/index.ts';
import { bothRuntimes } from '../../support/both-runtimes.ts';
import { keepExport } from '../../support/keep-export.ts';
import { moreInCi } from '../../support/more-in-ci.ts';
import { randomArchitecture } from '../../support/random-architecture.ts';
import { randomCompactNetwork, randomRows, randomTable } from '../random-network.ts';
import { byAnyName, referenceOf } from '../reference-answers.ts';

const task = { kind: 'classification', labels: ['a', 'b', 'c'] } as const;
const price = { kind: 'regression', target: 'price', mean: 2500, scale: 40 } as const;

function randomImageNetwork(random: RandomStream): CompactNetwork {
  const network = randomArchitecture(random, 3, ['relu', 'tanh']);
  const image = network.image!;
  const pixels = Array.from({ length: network.inputs }, (_, index) => index);
  const made = randomNetwork({ kind: 'image', ...image, scale: 255 }, task, pixels, network, random.uint32());
  return made;
}

describe.each(bothRuntimes)('quantised models in %s', (runtime, withModel) => {
  test.each(weightFormats)('answer as the network with rounded weights does in float64: %s', async (format) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.constantFrom('table', 'price', 'image'),
        fc.boolean(),
        async (seed, kind, lean) => {
          const random = randomStream(seed, 'quantize');
          const network =
            kind === 'image'
              ? randomImageNetwork(random)
              : randomCompactNetwork(random, randomTable(random), kind === 'table' ? task : price);
          const bytes = exportModel(network, { weights: format, lean });
          if (runtime === 'onnxruntime-node') keepExport(`quantised-${format}-${kind}-${lean}-${seed}`, bytes);
          const rows = randomRows(random, network.input, 3);
          const expected = referenceOf(quantizeNetwork(network, format), rows);
          const answers = await withModel(bytes, (answersOf) => answersOf(rows, columnCount(network.input)));
          // Half precision moves every bias and step, or every weight, by 1/2048 of itself.
          const tolerance = lean || format === 'float16' ? 0.02 : 1e-5;
          for (const [name, values] of Object.entries(answers)) {
            const size = Math.max(1, ...expected[name]!.map(Math.abs));
            values.forEach((value, at) => {
              expect(Math.abs(value - expected[name]![at]!)).toBeLessThanOrEqual(tolerance * size);
            });
          }
          expect(Object.keys(answers)).not.toHaveLength(0);
        },
      ),
      { seed: 2, numRuns: moreInCi(6, 12) },
    );
  });
});

describe.each(bothRuntimes)('steps of blocks in %s', (_, withModel) => {
  test('stand for just the weights that the codes and steps do, however blocks divide units', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.constantFrom('table', 'image'),
        fc.constantFrom<WeightFormat>('int8', 'int4', 'int3'),
        fc.integer({ min: 8, max: 20 }),
        fc.boolean(),
        async (seed, kind, format, block, lean) => {
          const random = randomStream(seed, 'blocks');
          const network =
            kind === 'image'
              ? randomImageNetwork(random)
              : randomCompactNetwork(random, randomTable(random), kind === 'table' ? task : price);
          const bytes = exportModel(network, { weights: format, lean, block });
          const rows = randomRows(random, network.input, 3);
          // Matrices as they are, or transposed where that is leaner: the codes' own blocks, in float64.
          const expected = byAnyName(
            await withModel(decodedModel(bytes, network, format, block), (answersOf) =>
              answersOf(rows, columnCount(network.input)),
            ),
          );
          const answers = await withModel(bytes, (answersOf) => answersOf(rows, columnCount(network.input)));
          for (const [name, values] of Object.entries(answers)) {
            const size = Math.max(1, ...expected[name]!.map(Math.abs));
            values.forEach((value, at) => {
              expect(Math.abs(value - expected[name]![at]!)).toBeLessThanOrEqual((lean ? 0.02 : 1e-5) * size);
            });
          }
        },
      ),
      { seed: 3, numRuns: moreInCi(6, 12) },
    );
  });
});

/** The plain model with every weight that a file holds as codes replaced by what these stand for. */
function decodedModel(file: Uint8Array, network: CompactNetwork, weights: WeightFormat, block: number): Uint8Array {
  const plainBytes = exportModel(network);
  const isCoded = decodeModel(file, 'file').graph.initializers.some(({ elementType }) => elementType.includes('int8'));
  if (!isCoded) return plainBytes;
  const model = decodeModel(plainBytes, 'plain');
  const coded = quantizeModel(model, { weights, block, shareCodes: true });
  const plain = new Set(coded.graph.initializers.map(({ name }) => name));
  const read = new Map(weightsOf(model.graph).map((weight) => [weight.tensor.name, weight]));
  const initializers = model.graph.initializers.map((tensor) => {
    const weight = read.get(tensor.name);
    if (!weight || plain.has(tensor.name)) return tensor;
    const { shape, name } = tensor;
    const values = { name, shape, axis: weight.axis, values: valuesOf(tensor) as Float32Array };
    const codes = codedTensor(values, gridFor(values, Number(weights.slice(3)), block));
    return { ...tensor, bytes: new Uint8Array(decoded(codes).buffer) };
  });
  return encodeModel({ ...model, graph: { ...model.graph, initializers } });
}

describe('quantizeModel', () => {
  const bigNetwork = (random: RandomStream) => {
    const columns = Array.from({ length: 40 }, (_, index) => index);
    const input = { kind: 'image', height: 5, width: 8, channels: 1, scale: 255 } as const;
    const dense = (units: number, activation: 'relu' | 'identity') => ({ kind: 'dense', units, activation }) as const;
    const spec = { inputs: 40, layers: [dense(64, 'relu'), dense(32, 'relu'), dense(3, 'identity')] };
    return randomNetwork(input, task, columns, spec, random.uint32());
  };

  test('makes files that shrink with the bits, and counts their parameters right', () => {
    const network = bigNetwork(randomStream(1, 'sizes'));
    const models = ['float32', 'float16', 'int8', 'int6', 'int4', 'int2'].map((weights) =>
      exportModel(network, { weights: weights as WeightFormat, lean: true }),
    );
    for (let at = 1; at < models.length; at++) expect(models[at]!.length).toBeLessThan(models[at - 1]!.length);
    for (const bytes of models) {
      expect(summarize(decodeModel(bytes, 'model')).parameters).toBe(parameterCount(specOf(network)));
    }
  });

  test('gives each layer the format that is asked for it', () => {
    const network = bigNetwork(randomStream(2, 'mixed'));
    const mixed = quantizeNetwork(network, ['int4', 'int6', 'float32']);
    expect(compactWeights(mixed).map(({ grid }) => grid?.bits)).toEqual([4, 6, undefined]);
    const planes = decodeModel(exportModel(network, { weights: ['int4', 'int6', 'float32'] }), 'model')
      .graph.initializers.filter(({ name }) => name.endsWith('.planes'))
      .map(({ shape }) => shape[0]);
    expect(planes).toEqual([4, 6]);
  });

  test('rounds the weights of any model, a table read unscaled included, close to what they were', () => {
    const random = randomStream(3, 'foreign');
    const network = bigNetwork(random);
    // As a table's columns fold their scales into the first layer: a thousandth beside a thousand.
    const layers = network.layers.map((layer, index) => {
      if (index > 0 || !('weight' in layer)) return layer;
      const data = layer.weight.data.map((value, at) => value * 10 ** ((at % 40) / 6 - 3));
      return { ...layer, weight: { shape: layer.weight.shape, data } };
    });
    const plain = exportModel({ ...network, layers });
    const coded = encodeModel(quantizeModel(decodeModel(plain, 'model'), { weights: 'int8' }));
    expect(coded.length).toBeLessThan(plain.length / 2);
    const restored = restoredWeight(coded, [64, 40]);
    const original = (layers[0] as { weight: { data: Float32Array } }).weight.data;
    const largestOf = Array.from({ length: 40 }, (_, column) =>
      Math.max(...original.filter((_, at) => at % 40 === column).map(Math.abs)),
    );
    restored.forEach((value, at) => {
      // A step of the row may be larger than the column's own would be, by the power of two it was scaled by.
      expect(Math.abs(value - original[at]! / 255)).toBeLessThanOrEqual(largestOf[at % 40]! / 255 / 30);
    });
  });

  test('leaves weights that cannot be read as codes alone, and refuses what is not finite', () => {
    const model = decodeModel(exportModel(bigNetwork(randomStream(4, 'none'))), 'model');
    expect(quantizeModel(model, { weights: 'float32' })).toBe(model);
    const initializers = model.graph.initializers.map((tensor) =>
      tensor.name === 'layers.0.weight'
        ? { ...tensor, bytes: new Uint8Array(new Float32Array(64 * 40).fill(Number.NaN).buffer) }
        : tensor,
    );
    const broken = { ...model, graph: { ...model.graph, initializers } };
    expect(() => quantizeModel(broken, { weights: 'int4' })).toThrow(/'layers.0.weight' holds NaN at position 0/);
  });

  test('writes the same bytes again', () => {
    const network = bigNetwork(randomStream(5, 'same'));
    for (const lean of [true, false]) {
      const options = { weights: 'int5', lean } as const;
      expect(exportModel(network, options)).toEqual(exportModel(network, options));
    }
  });
});

/** A weight of 8-bit codes that its columns share factors for, put together again by hand. */
function restoredWeight(bytes: Uint8Array, [rows, columns]: [number, number]): Float64Array {
  const tensors = new Map(decodeModel(bytes, 'model').graph.initializers.map((tensor) => [tensor.name, tensor]));
  const floats = (name: string) => new Float32Array(tensors.get(name)!.bytes.slice().buffer);
  const codes = new Int8Array(tensors.get('layers.0.weight.codes')!.bytes.slice().buffer);
  const [steps, factors] = [floats('layers.0.weight.steps'), floats('layers.0.weight.columns')];
  return Float64Array.from(
    { length: rows * columns },
    (_, at) => codes[at]! * steps[Math.floor(at / columns)]! * factors[at % columns]!,
  );
}
