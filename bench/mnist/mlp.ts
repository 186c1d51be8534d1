import { denseNetwork, parseNetwork } from '../../core/index.ts';
import { randomNetwork } from '../../trainer/index.ts';
import { quincunx } from './grid.ts';
import { iterativeMagnitude } from './iterative-magnitude.ts';
import { augmented, recipe as plain } from './mlp-recipe.ts';
import { linkTo, measureChain } from './posterior-chain.ts';
import { openSetting } from './setting.ts';
import { denseNetworks } from './teachers.ts';

/**
 * `npm run bench:mnist-mlp`: small MNIST networks by three routes to the same size: cut from a spike-and-slab posterior,
 * built by hand on a fixed grid of pixels, and iterative magnitude pruning, each with the same teachers and fine-tuning.
 */
const setting = await openSetting('mnist-mlp', plain, augmented);
const { dataset, recipe, results } = setting;
const network = parseNetwork(recipe.dense.network);
const denses = await denseNetworks(setting, recipe.dense, Math.max(...setting.seeds));
const teachers = await denseNetworks(setting, recipe.teacher, recipe.teachers);
const { fineTune, posterior, sizes } = recipe;

for (const seed of setting.seeds) {
  const dense = denses[seed - 1]!;
  const links = sizes.map(({ parameters, ...size }) => linkTo({ unit: 'parameters', most: parameters, ...size }));
  await measureChain(setting, links, { network, dense, teachers, fit: posterior, fineTune, seed });

  for (const { parameters, byHand, fineTuneEpochs } of sizes) {
    const goal = `${parameters} parameters`;
    const tuning = { ...fineTune, epochs: fineTuneEpochs, teacher: teachers };
    await setting.measure(
      { method: 'built by hand', goal, seed },
      async () => randomNetwork(dataset.input, dataset.task, quincunx(byHand[0]), denseNetwork(byHand), seed),
      tuning,
    );
    await setting.measure(
      { method: 'iterative magnitude', goal, seed },
      () =>
        iterativeMagnitude(dense, byHand, dataset, {
          ...recipe.magnitude,
          ...setting.augment,
          teacher: teachers,
          seed,
        }),
      tuning,
    );
  }
}
results.print();
