import { describe, expect, test } from '@jest/globals';
import { largestDifference } from '../../../api/largest-difference.ts';
import {
  type Column,
  type CompactNetwork,
  formatNetwork,
  type ImageShape,
  macCount,
  parameterCount,
  parseNetwork,
  presetNetwork,
  specOf,
} from '../../../core/index.ts';
import {
  exampleRows,
  exportModel,
  leanModel,
  type NetworkFormat,
  quantizeNetwork,
  type WeightFormat,
  weightFormats,
} from '../../../exporter/index.ts';
import { decodeModel, encodeModel, int64Tensor, type OnnxModel, readForeign, summarize } from '../../../onnx/index.ts';
import { load } from '../../../runtime/index.ts';
import { randomNetwork } from '../../../trainer/index.ts';
import { bothRuntimes } from '../../support/both-runtimes.ts';
import { referenceOf } from '../reference-answers.ts';

const image = { kind: 'image', height: 28, width: 28, channels: 1, scale: 255 } as const;
const digits = { kind: 'classification', labels: [...'0123456789'] } as const;
const every = (step: number) => Array.from({ length: Math.floor(784 / step) }, (_, index) => step * index);

const networkOf = (text: string, pixels: readonly number[]) =>
  randomNetwork(image, digits, pixels, parseNetwork(text), 1);

function presetOf(name: string, shape: ImageShape): CompactNetwork {
  const spec = presetNetwork(name, shape, 10)!;
  const all = Array.from({ length: spec.inputs }, (_, index) => index);
  return randomNetwork({ ...image, ...shape }, digits, all, spec, 1);
}

/** The bytes that are numbers of the network: codes, steps of units, biases, and one a gathered pixel. */
function payloadBytes(bytes: Uint8Array, network: CompactNetwork): number {
  const { nodes, initializers } = decodeModel(bytes, 'model').graph;
  const gathered = nodes.some(({ opType }) => opType === 'Gather') ? network.keptInputs.length : 0;
  // What takes codes apart: a mask for each bit, and what each is worth.
  const tools = new Set(
    nodes.flatMap(({ opType, inputs }) =>
      opType === 'BitwiseAnd' ? [inputs[1]] : opType === 'MatMul' ? [inputs[0]] : [],
    ),
  );
  return initializers
    .filter(({ name, elementType, shape }) => elementType !== 'int64' && shape.length > 0 && !tools.has(name))
    .reduce((sum, tensor) => sum + tensor.bytes.length, gathered);
}

describe('a lean file', () => {
  const dense = networkOf('200-80-36-10', every(3).slice(0, 200));
  const convolutional = networkOf('28x28x1-c4k5s2-c8k5s2-flat-10', every(1));

  // Every layer has its operators: docs/quantisation.md says what each takes, and that they alone are more than 700 bytes
  // where there are many.
  const lenet = networkOf('28x28x1-c6k5-max2-c16k5-max2-flat-60-40-10', every(1));
  const deep = networkOf('28x28x1-c6k3-c8k3-max2-c12k3-c12k3-max2-flat-32-10', every(1));
  const tiny = networkOf('28x28x1-c8k5-max2-c5k5-max2-flat-30-10', every(1));
  const residual = networkOf('28x28x1-c8k3p1-c8k3p1-c8k3p1-add0-c16k3s2p1-c16k3p1d-c16k1-gavg-10', every(1));
  const depthwise = presetOf('ds-cnn', { height: 49, width: 10, channels: 1 });
  const resnet = presetOf('resnet8', { height: 28, width: 28, channels: 1 });
  test.each([
    ['dense', 'int8', dense, 475],
    ['convolutional', 'int8', convolutional, 445],
    ['LeNet', 'int8', lenet, 735],
    ['deep convolutional', 'int8', deep, 815],
    ['DS-CNN', 'int8', depthwise, 1220],
    ['ResNet-8', 'int8', resnet, 1375],
    ['dense', 'int4', dense, 640],
    ['convolutional', 'int4', convolutional, 615],
    ['LeNet', 'int4', lenet, 875],
    ['deep convolutional', 'int4', deep, 945],
    ['tiny convolutional', 'int6', tiny, 810],
    ['DS-CNN', 'int4', depthwise, 1245],
    ['ResNet-8', 'int4', resnet, 1615],
    ['residual', 'int8', residual, 970],
    ['residual', 'int4', residual, 1170],
  ] as const)('of a %s network as %s holds few bytes beside its weights', (_, weights, network, most) => {
    const bytes = exportModel(network, { weights, lean: true });
    expect(bytes.length - payloadBytes(bytes, network)).toBeLessThan(most);
  });

  test.each([true, false])('is never larger than with its weights as they are, lean %s', (lean) => {
    const columns = Array.from({ length: 12 }, (_, at) => ({
      ...{ kind: 'numeric', name: `${at}`, mean: at, scale: 1 + at, imputed: false },
    })) as Column[];
    for (const text of ['12-2', '12-3-2', '12-8-5-2', '12-20-20-2']) {
      const network = randomNetwork(
        { kind: 'table', columns },
        { kind: 'classification', labels: ['a', 'b'] },
        [...columns.keys()],
        parseNetwork(text),
        1,
      );
      const sizeOf = (weights: NetworkFormat) => exportModel(network, { weights, lean }).length;
      const plain = sizeOf('float32');
      for (const format of weightFormats) expect([text, format, sizeOf(format) <= plain]).toEqual([text, format, true]);
    }
  });

  test.each(['dense', 'convolutional'] as const)(
    'of a %s network has its multiply-accumulates, however weights are stored',
    (kind) => {
      const network = kind === 'dense' ? dense : convolutional;
      for (const options of [
        { weights: 'int8' },
        { weights: 'int4' },
        { weights: 'int3', block: 32 },
        { weights: 'int8', activations: 'dynamic' },
      ] as const) {
        const lean = decodeModel(exportModel(network, { ...options, lean: true }), 'lean');
        expect([options, summarize(lean).macs]).toEqual([options, macCount(specOf(network))]);
      }
    },
  );

  test('answers as the file whose constants and steps each stand for themselves', async () => {
    const rows = exampleRows(image, 8);
    const rounded = quantizeNetwork(deep, 'int4', { sharesSteps: true });
    const [lean, plain] = await Promise.all(
      [true, false].map(async (lean) => {
        await using model = await load(exportModel(rounded, { lean }));
        return model.kind === 'classification' ? await model.predict(rows) : [];
      }),
    );
    const [actual, expected] = [lean!, plain!].map((answers) =>
      Float32Array.from(answers.flatMap(({ probabilities }) => Array.from(probabilities))),
    );
    expect(largestDifference(actual!, expected!)).toBeLessThan(1e-3);
  });

  test.each([['float32'], ['int8'], ['int6'], ['int4']] as const)(
    'of %s weights is read back as the network it holds',
    (weights) => {
      for (const network of [dense, lenet, deep]) {
        const rounded = quantizeNetwork(network, weights, { sharesSteps: true });
        const [lean, plain] = [true, false].map((lean) => {
          const { body } = readForeign(decodeModel(exportModel(rounded, { lean }), 'model'));
          return body!;
        });
        expect(formatNetwork(lean!.network)).toBe(formatNetwork(specOf(network)));
        const { parameters } = summarize(decodeModel(exportModel(network, { weights, lean: true }), 'model'));
        expect(parameters).toBe(parameterCount(specOf(network)));
        for (const [name, { data }] of Object.entries(plain!.tensors)) {
          // Layers may have handed factors on to those that read them.
          const norms = [data, lean!.tensors[name]!.data].map((values) => Math.hypot(...values) || 1);
          const found = lean!.tensors[name]!.data;
          const strays = data.map((value, at) => Math.abs(value / norms[0]! - found[at]! / norms[1]!));
          expect(Math.max(...strays)).toBeLessThan(1e-3);
        }
      }
    },
  );

  const exported = new Map<WeightFormat, ReturnType<typeof exportAs>>();
  function exportAs(weights: WeightFormat) {
    const rows = exampleRows(image, 8);
    return [dense, convolutional, lenet, deep, residual].map((network) => {
      const bytes = exportModel(network, { weights, lean: true });
      const rounded = quantizeNetwork(network, weights, { sharesSteps: true });
      return { bytes, rows, expected: referenceOf(rounded, rows)['probabilities']! };
    });
  }
  /** Files and what they have to answer: the same for every runtime. */
  function exportedAs(weights: WeightFormat) {
    if (!exported.has(weights)) exported.set(weights, exportAs(weights));
    return exported.get(weights)!;
  }

  test.each(
    bothRuntimes.flatMap(([name, withModel]) =>
      (['int8', 'int6', 'int4'] as const).map((weights) => [weights, name, withModel] as const),
    ),
  )('of %s weights answers in %s as its codes do in float64, whatever is fused', async (weights, _, withModel) => {
    for (const { bytes, rows, expected } of exportedAs(weights)) {
      const { p } = await withModel(bytes, (answersOf) => answersOf(rows, 784));
      // Biases and steps are halves; products of 8-bit activations would be off by .003 and more.
      expect(largestDifference(p!, Float32Array.from(expected))).toBeLessThan(1e-3);
    }
  });

  test('tells the runtime what it needs', async () => {
    const bytes = exportModel(dense, { weights: 'int8', lean: true });
    const model = await load(bytes);
    try {
      expect(model.kind).toBe('classification');
      expect(model.metadata).toEqual({ version: 1, task: digits, input: image });
      expect([...model.inputs, ...model.outputs].map(({ name }) => name)).toEqual(['x', 'p']);
    } finally {
      await model.dispose();
    }
  });

  test('tells it what channels of measurements look like', async () => {
    const measured = [
      { mean: 1012.345, scale: 21.77 },
      { mean: -0.5, scale: 1 },
    ];
    const input = { kind: 'image', height: 1, width: 8, channels: 2, scale: 1, measured } as const;
    const all = Array.from({ length: 16 }, (_, index) => index);
    const network = randomNetwork(input, digits, all, parseNetwork('1x8x2-c4k1x3-gavg-10'), 1);
    await using model = await load(exportModel(network, { lean: true }));
    const about = [{ mean: 1010, scale: 21.8 }, measured[1]];
    expect(model.metadata?.input).toEqual({ ...input, measured: about });
  });

  test('tells it the columns of a table, and how far observations stray', async () => {
    const columns = [
      { kind: 'numeric', name: 'age', mean: 41.28, scale: 12, imputed: true },
      { kind: 'numeric', name: 'height', mean: 1.7, scale: 0.1, imputed: false },
      { kind: 'categorical', name: 'colour', categories: ['red', ''] },
    ] as const;
    const task = { kind: 'regression', target: 'price', mean: 3, scale: 2 } as const;
    const input = { kind: 'table', columns } as const;
    const network = randomNetwork(input, task, [0, 1, 2, 3], parseNetwork('4-8-1'), 1);
    await using model = await load(exportModel({ ...network, observationStdDev: 0.5 }, { lean: true }));
    const about = [{ ...columns[0], mean: 41.3 }, columns[1], columns[2]];
    expect(model.metadata).toEqual({
      version: 1,
      task,
      input: { kind: 'table', columns: about },
      observationStdDev: 0.5,
    });
  });

  test('is left alone by programs that have a key of one letter for themselves', async () => {
    const { graph, ...rest } = decodeModel(exportModel(dense, { lean: true }), 'model');
    await using model = await load(encodeModel({ ...rest, graph, metadata: { s: 'anything' } }));
    expect(model.kind).toBe('other');
  });
});

/** Of the first three values of a row and of the last three, each their softmax. */
function twoSoftmaxes(opset: number): OnnxModel {
  return {
    irVersion: 7,
    opsets: [{ domain: '', version: opset }],
    metadata: {},
    graph: {
      name: 'g',
      nodes: [
        { opType: 'Reshape', inputs: ['x', 'shape'], outputs: ['pairs'] },
        {
          opType: 'Softmax',
          inputs: ['pairs'],
          outputs: ['y'],
          attributes: { axis: { type: 'int', value: -1 } },
        },
      ],
      initializers: [int64Tensor('shape', [3], [-1, 2, 3])],
      inputs: [{ name: 'x', elementType: 'float32', shape: ['N', 6] }],
      outputs: [{ name: 'y', elementType: 'float32', shape: ['N', 2, 3] }],
    },
  };
}

test.each([11, 13])("leaves a softmax along its axis, whatever opset %i's default is", async (opset) => {
  const [, withModel] = bothRuntimes[0]!;
  const answers = (model: OnnxModel) =>
    withModel(encodeModel(model), (answersOf) => answersOf(Float32Array.of(1, 2, 3, 0, 0, 0), 6));
  const model = twoSoftmaxes(opset);
  expect(await answers(leanModel(model, { weights: 'float32' }))).toEqual(await answers(model));
});
