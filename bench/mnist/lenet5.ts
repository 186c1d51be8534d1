import { parseNetwork } from '../../core/index.ts';
import { randomNetwork } from '../../trainer/index.ts';
import { linkTo, measureChain } from './posterior-chain.ts';
import { openSetting } from './setting.ts';
import { denseNetworks } from './teachers.ts';

/**
 * `npm run bench:lenet5`: LeNet-5's shape of network, cut to budgets of multiply-accumulates, and to others of parameters.
 * Bayesian Compression's 5-10-76-16 (1.0 % error, "158 K FLOPs") has 153,376 multiply-accumulates.
 */
const plain = {
  /** Narrower than Caffe's 20-50-500, which takes five times as long a step; what is cut away was there only to be cut. */
  dense: {
    network: '28x28x1-c8k5-max2-c20k5-max2-flat-120-10',
    epochs: 14,
    learningRate: 2e-3,
    dropout: { inputs: 0, hidden: 0.3 },
  },
  teachers: 3,
  // A convolution's few weights are held back by the decay of a dense layer: .66 % of the validation images are wrong in
  // place of .76 % with .05.
  fineTune: { learningRate: 4e-3, weightDecay: 0.01, distillation: { weight: 0.9, temperature: 4 } },
  posterior: { learningRate: 1e-3, inclusionRate: 0.03, tempering: { slab: 0.02 } },
  sizes: [
    { unit: 'macs', most: 150_000, expected: 150_000, epochs: 10, fineTuneEpochs: 60 },
    { unit: 'macs', most: 75_000, expected: 74_500, epochs: 8, fineTuneEpochs: 100 },
    { unit: 'parameters', most: 8_000, expected: 8_000, epochs: 10, fineTuneEpochs: 60 },
    { unit: 'parameters', most: 6_000, expected: 6_000, epochs: 8, fineTuneEpochs: 80 },
    { unit: 'parameters', most: 4_136, expected: 4_150, epochs: 8, fineTuneEpochs: 100 },
  ],
  byHand: { network: '28x28x1-c5k5-max2-c10k5-max2-flat-16-10', fineTuneEpochs: 100 },
} as const;

const setting = await openSetting('lenet5', plain);
const { dataset, recipe, results } = setting;
const denses = await denseNetworks(setting, recipe.dense, Math.max(recipe.teachers, ...setting.seeds));
const teachers = denses.slice(0, recipe.teachers);

for (const seed of setting.seeds) {
  // A chain through multiply-accumulates leaves few filters and many units, which are cheap in them and dear in parameters:
  // each measure begins anew from the dense network.
  for (const measure of ['macs', 'parameters'] as const) {
    const links = recipe.sizes.filter(({ unit }) => unit === measure).map(linkTo);
    await measureChain(setting, links, {
      network: parseNetwork(recipe.dense.network),
      dense: denses[seed - 1]!,
      teachers,
      fit: recipe.posterior,
      fineTune: recipe.fineTune,
      seed,
    });
  }
  const { network, fineTuneEpochs } = recipe.byHand;
  const pixels = Array.from({ length: 784 }, (_, index) => index);
  await setting.measure(
    { method: 'built by hand', goal: '4136 parameters', seed },
    async () => randomNetwork(dataset.input, dataset.task, pixels, parseNetwork(network), seed),
    { ...recipe.fineTune, epochs: fineTuneEpochs, teacher: teachers },
  );
}
results.print();
