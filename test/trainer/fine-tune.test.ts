import { describe, expect, test } from '@jest/globals';
import { scoreModel } from '../../api/index.ts';
import { type CompactNetwork, compactWeights, denseNetwork, graph, networkGraph, specOf } from '../../core/index.ts';
import { exportModel, prefixNetwork } from '../../exporter/index.ts';
import { withHeldOutNoise } from '../../trainer/held-out-noise.ts';
import { type Distillation, fineTune, trainDense } from '../../trainer/index.ts';
import { unpackTensors } from '../../trainer/step/parameter-layout.ts';
import { denseLayers } from '../support/layers.ts';
import { cutNetwork, dataset, trainingLoss } from './fine-tune-case.ts';
import { batchSize, type CaseOptions, gradientOf, programCase, stepByReference } from './program-case.ts';
import { smallRegression } from './synthetic-data.ts';

test('fine-tuning keeps what was kept and explains the training examples better', async () => {
  const before = await cutNetwork();
  const { network, history } = await fineTune(before, dataset, { epochs: 20 });
  expect(specOf(network)).toEqual(specOf(before));
  expect(network.keptInputs).toEqual(before.keptInputs);
  expect(compactWeights(network).map(({ keptUnits }) => keptUnits)).toEqual(
    compactWeights(before).map(({ keptUnits }) => keptUnits),
  );
  const loss = (candidate: CompactNetwork) => trainingLoss(candidate);
  expect(loss(network)).toBeLessThan(0.9 * loss(before));
  expect(history).toHaveLength(20);
  expect(history.at(-1)!.figures['loss']).toBeLessThan(history[0]!.figures['loss']!);
});

test('a constant rate leads further from where it began than one that falls', async () => {
  const before = await cutNetwork();
  const distance = async (constantRate: boolean) => {
    const { network } = await fineTune(before, dataset, { epochs: 4, constantRate });
    const [from, to] = [before, network].map((each) => compactWeights(each).flatMap(({ weight }) => [...weight.data]));
    return Math.hypot(...from!.map((value, index) => value - to![index]!));
  };
  expect(await distance(true)).toBeGreaterThan(1.2 * (await distance(false)));
});

test('a teacher brings a student that knows nothing of the labels closer to itself', async () => {
  const { network: teacher } = await trainDense(dataset, { network: denseNetwork([6, 8, 2]), epochs: 20 });
  const before = await cutNetwork();
  const options = { epochs: 20, teacher, distillation: { weight: 1, temperature: 2 } };
  const { network } = await fineTune(before, dataset, options);
  expect(trainingLoss(network)).toBeLessThan(trainingLoss(before));
});

test('regressions are fine-tuned too', async () => {
  const regression = smallRegression();
  const { network, history } = await trainDense(regression, { network: denseNetwork([4, 8, 1]), epochs: 3 });
  const tuned = await fineTune(network, regression, {
    epochs: 60,
    teacher: network,
    distillation: { weight: 0, temperature: 1 },
  });
  expect(tuned.history.at(-1)!.validation.value).toBeLessThan(history.at(-1)!.validation.value);
});

test('fine-tuning claims at least the noise that it leaves on rows it was not trained on', async () => {
  const regression = smallRegression();
  const { network } = await trainDense(regression, { network: denseNetwork([4, 40, 1]), epochs: 3 });
  const tuned = await fineTune(network, regression, { epochs: 150, batchSize: 8 });
  const { observationStdDev } = tuned.network;
  const learned = tuned.history.at(-1)!.validation;
  // Trained for long it has learned rows by heart, and its own estimate would be too small.
  expect(observationStdDev).toBeCloseTo(learned.value, 5);
  expect(tuned.validation.logLikelihood).toBeGreaterThan(learned.logLikelihood!);
  const measured = await scoreModel(exportModel(tuned.network), regression, regression.split.validation);
  expect(tuned.validation.logLikelihood).toBeCloseTo(measured.logLikelihood!, 4);
});

test('validation rows that fit by luck do not lower the noise', () => {
  const network = { observationStdDev: 2 } as CompactNetwork;
  const validation = { name: 'rmse', value: 0, logLikelihood: -1.6 } as const;
  const kept = withHeldOutNoise({ network, validation });
  expect(kept.network.observationStdDev).toBe(2);
  expect(kept.validation.logLikelihood).toBeCloseTo(-0.5 * Math.log(2 * Math.PI) - Math.log(2), 12);
});

test('a network with fewer parameters than there are examples learns from labels and sharp answers, a larger from soft ones', async () => {
  const { network: teacher } = await trainDense(dataset, { network: denseNetwork([6, 8, 2]), epochs: 2 });
  const { network: large } = await trainDense(dataset, { network: denseNetwork([6, 80, 2]), epochs: 1 });
  const lossOf = async (network: CompactNetwork, distillation?: Distillation) => {
    const { history } = await fineTune(network, dataset, { epochs: 1, teacher, ...(distillation && { distillation }) });
    return history[0]!.figures['loss'];
  };
  const small = await cutNetwork();
  expect(await lossOf(small)).toBe(await lossOf(small, { weight: 0.5, temperature: 1 }));
  expect(await lossOf(large)).toBe(await lossOf(large, { weight: 0.9, temperature: 4 }));
});

describe('a network that is its own teacher has nothing to learn', () => {
  const distillation = { weight: 1, temperature: 3 };

  /** The case, and feeds in which the teacher's answers are the network's own, or beside them. */
  function selfTaught(options: Omit<CaseOptions, 'family'>) {
    const trained = programCase({ family: 'deterministic', distillation, ...options });
    const { network, parameters } = trained;
    const feeds = trained.makeFeeds(0, 1);
    const own = {
      layers: denseLayers(network).map((spec, layer) => ({
        ...spec,
        weight: parameters[`layers.${layer}.slabMean`]!,
        bias: parameters[`layers.${layer}.biasMean`]!,
        keptUnits: [],
      })),
    };
    const outputs = networkGraph(own, graph.input('features', [batchSize, network.inputs]));
    const [answers] = graph.evaluate([outputs], feeds);
    return {
      trained,
      taught: (error = 0): Record<string, Float32Array> => ({
        ...feeds,
        // Not rounded, which would leave a gradient.
        teacher: answers!.map((value, index) => value + error * (index % 2)) as never,
      }),
    };
  }

  test.each(['categorical', 'binary', 'gaussian', 'poisson'] as const)('its gradient is zero: %s', (likelihood) => {
    const { trained, taught } = selfTaught({ likelihood });
    const steepest = (error: number) =>
      Math.max(
        ...Object.entries(gradientOf(trained, trained.state, taught(error)).gradient).flatMap(([name, values]) =>
          // A regression's noise does have something to learn: how far the labels are.
          name.startsWith('layers') ? values.map(Math.abs) : [],
        ),
      );
    expect(steepest(0)).toBeLessThan(1e-12);
    expect(steepest(1)).toBeGreaterThan(1e-3);
  });

  test('with weight decay its weights shrink as the schedule says, its biases stay', () => {
    const { trained, taught } = selfTaught({ weightDecay: 0.5 });
    const feeds = taught();
    const { state } = stepByReference(trained, trained.state, feeds, 1);
    const factor = 1 - trained.rates.weight * 0.5 * feeds['schedule']![0]!;
    expect(factor).toBeLessThan(0.999);
    const after = unpackTensors(trained.program.layout, (group) => ({
      shape: [],
      data: Float32Array.from(state[group]!),
    }));
    for (const [name, { data }] of Object.entries(trained.parameters)) {
      const expected = name.endsWith('slabMean') ? factor : 1;
      data.forEach((value, index) => {
        expect(after[name]!.data[index]).toBeCloseTo(expected * value, 6);
      });
    }
  });
});

describe('nested networks', () => {
  test('of one width alone are trained as without them', async () => {
    const before = await cutNetwork();
    const plain = await fineTune(before, dataset, { epochs: 3 });
    const nested = await fineTune(before, dataset, { epochs: 3, prefixes: [[4, 5, 2]] });
    expect(nested.network.layers).toEqual(plain.network.layers);
  });

  test('trained together are better than the same part of a network trained alone', async () => {
    const before = await cutNetwork();
    const [narrow, whole] = [
      [2, 2, 2],
      [4, 5, 2],
    ];
    const plain = await fineTune(before, dataset, { epochs: 30 });
    const nested = await fineTune(before, dataset, { epochs: 30, prefixes: [narrow, whole] });
    const lossAt = (network: CompactNetwork) => trainingLoss(prefixNetwork(network, narrow));
    expect(lossAt(nested.network)).toBeLessThan(lossAt(plain.network));
    expect(trainingLoss(nested.network)).toBeLessThan(trainingLoss(before));
  });

  test.each([[[]], [[[4, 5]]], [[[0, 5, 2]]], [[[4, 6, 2]]], [[[4, 5, 1]]]])('cannot be %j', async (prefixes) => {
    await expect(fineTune(await cutNetwork(), dataset, { epochs: 1, prefixes })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      message: expect.stringContaining('4, 5, 2'),
    });
  });
});
