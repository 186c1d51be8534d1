import { describeMachine } from '../support/machine.ts';
import { writeResults } from '../support/results.ts';
import { mean, standardError } from '../support/statistics.ts';
import { chosen, tableBenchOptions } from '../support/table-options.ts';
import { runTasks } from '../support/tasks.ts';
import { textTable } from '../support/text-table.ts';
import { dataFolder, dataSets, sourceOf } from './data-sets.ts';
import type { Candidate, UciAnswer, UciTask } from './process.ts';
import { publishedOf } from './published.ts';

/**
 * `npm run bench:uci`: dense networks against what is left of them after the cut and fine-tuning, on seven regressions
 * with the literature's splits and seven classifications. `--splits 20` is the most of each data set (some have fewer),
 * `--only yacht --jobs 1`. The data is in SECATEUR_DATA, by default ../shared/data.
 */
const share = 0.3;
const { jobs, repetitions, only, output } = tableBenchOptions(['splits', 20]);
const machine = describeMachine();
const folder = dataFolder();
const sets = chosen(dataSets, only);
console.error(`Data from ${folder} (SECATEUR_DATA).`);
const tasks = sets.flatMap(([name, set]) =>
  Array.from({ length: Math.min(repetitions, set.splits) }, (_, split) => ({
    name,
    ...sourceOf(set, folder, split),
    seed: split,
    share,
  })),
);
const answers = await runTasks<UciTask & { name: string }, UciAnswer>(new URL('process.js', import.meta.url), tasks, {
  jobs,
  onDone: ({ name, seed }, { seconds }, done) =>
    console.error(`${done}/${tasks.length} ${name}, split ${seed}: ${seconds.toFixed(0)} s`),
});
const runs = tasks.map(({ name, seed }, index) => ({ name, split: seed, ...answers[index]! }));

const summary = sets.map(([name, { splits }]) => {
  const ofSet = runs.filter((run) => run.name === name);
  const figureName = ofSet[0]!.dense.test.name;
  const sign = figureName === 'accuracy' ? 1 : -1;
  const compare = (figure: (candidate: Candidate) => number, better: 1 | -1) => {
    const gains = ofSet.map(({ dense, pruned }) => better * (figure(pruned) - figure(dense)));
    return {
      dense: spreadOf(ofSet.map(({ dense }) => figure(dense))),
      pruned: spreadOf(ofSet.map(({ pruned }) => figure(pruned))),
      // Differences on the same split: its own difficulty cancels. A single split has no standard error.
      isAsGood: mean(gains) >= -standardError(gains),
    };
  };
  return {
    name,
    splits: ofSet.length,
    customarySplits: splits,
    figureName,
    figure: compare(({ test }) => test.value, sign),
    logLikelihood: compare(({ test }) => test.logLikelihood!, 1),
    denseParameters: mean(ofSet.map(({ dense }) => dense.parameters)),
    shareOfParameters: mean(ofSet.map(({ dense, pruned }) => pruned.parameters / dense.parameters)),
    medianCuts: ofSet.filter(({ pruned }) => pruned.rule === 'median').length,
    published: publishedOf(name),
  };
});
const asGood = summary.filter(({ figure }) => figure.isAsGood).length;
const asLikely = summary.filter(({ logLikelihood }) => logLikelihood.isAsGood).length;

console.log(
  textTable(
    [
      'data set',
      'splits',
      'RMSE / accuracy: dense',
      'pruned',
      'log-likelihood: dense',
      'pruned',
      'parameters: dense',
      'pruned',
      'as good',
      'as likely',
      'published RMSE',
    ],
    summary.map(({ name, splits, figure, logLikelihood, denseParameters, shareOfParameters, published }) => [
      name,
      String(splits),
      spread(figure.dense),
      spread(figure.pruned),
      spread(logLikelihood.dense),
      spread(logLikelihood.pruned),
      denseParameters.toFixed(0),
      `${(100 * shareOfParameters).toFixed(1)} %`,
      figure.isAsGood ? 'yes' : 'no',
      logLikelihood.isAsGood ? 'yes' : 'no',
      published.map(({ rmse }) => rmse.toFixed(2)).join(' / '),
    ]),
  ),
);
console.log(
  `Mean ± standard error over the splits. Published: PBP / MC dropout / deep ensembles.\nWithin one standard error of dense or better, at no more than ${100 * share} % of its parameters: ${countOf(asGood)} by RMSE or accuracy (aim: 80 %), ${countOf(asLikely)} by log-likelihood.`,
);
await writeResults('uci', { machine, share, asGood, asLikely, dataSets: summary.length, summary, runs }, output);

function countOf(number: number): string {
  return `${number} of ${summary.length} data sets (${((100 * number) / summary.length).toFixed(0)} %)`;
}

function spreadOf(values: readonly number[]) {
  return { mean: mean(values), standardError: standardError(values) };
}

function spread({ mean: centre, standardError: around }: ReturnType<typeof spreadOf>): string {
  return `${centre.toFixed(3)} ± ${around.toFixed(3)}`;
}
