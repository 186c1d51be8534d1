import { denseNetwork, parseNetwork } from '../../core/index.ts';
import { randomNetwork } from '../../trainer/index.ts';
import { quincunx } from './grid.ts';
import { recipe as mlp, augmented as mlpAugmented } from './mlp-recipe.ts';
import { linkTo, measureChain } from './posterior-chain.ts';
import { openSetting } from './setting.ts';
import { denseNetworks } from './teachers.ts';

/**
 * `npm run bench:lenet-300-100`: LeNet-300-100 cut to budgets of multiply-accumulates. VIBNet's 97-71-33-10, with 1.6 %
 * error, has 9,560 of them.
 */
const plain = {
  teacher: mlp.teacher,
  teachers: mlp.teachers,
  dense: { network: '784-300-100-10', epochs: 30, learningRate: 1e-3, dropout: { inputs: 0.2, hidden: 0.3 } },
  fineTune: mlp.fineTune,
  posterior: mlp.posterior,
  sizes: [
    { macs: 20_000, expected: 20_200, epochs: 24, fineTuneEpochs: 100, byHand: [200, 80, 36, 10] },
    { macs: 9_560, expected: 9_450, epochs: 20, fineTuneEpochs: 150, byHand: [134, 54, 36, 10] },
    { macs: 7_500, expected: 7_400, epochs: 20, fineTuneEpochs: 200, byHand: [125, 46, 28, 10] },
  ],
} as const;
const augmented = { teacher: mlpAugmented.teacher, teachers: mlpAugmented.teachers };

const setting = await openSetting('lenet-300-100', plain, augmented);
const { dataset, recipe, results } = setting;
const teachers = await denseNetworks(setting, recipe.teacher, recipe.teachers);
const denses = await denseNetworks(setting, recipe.dense, Math.max(...setting.seeds));

for (const seed of setting.seeds) {
  const links = recipe.sizes.map(({ macs, ...size }) => linkTo({ unit: 'macs', most: macs, ...size }));
  await measureChain(setting, links, {
    network: parseNetwork(recipe.dense.network),
    dense: denses[seed - 1]!,
    teachers,
    fit: recipe.posterior,
    fineTune: recipe.fineTune,
    seed,
  });
  for (const { macs, byHand, fineTuneEpochs } of recipe.sizes) {
    await setting.measure(
      { method: 'built by hand', goal: `${macs} MACs`, seed },
      async () => randomNetwork(dataset.input, dataset.task, quincunx(byHand[0]), denseNetwork(byHand), seed),
      { ...recipe.fineTune, epochs: fineTuneEpochs, teacher: teachers },
    );
  }
}
results.print();
