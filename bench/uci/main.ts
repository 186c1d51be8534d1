import { describeMachine } from '../support/machine.ts';
import { writeResults } from '../support/results.ts';
import { runTasks } from '../support/tasks.ts';
import { textTable } from '../support/text-table.ts';
import { dataFolder, sourceOf } from './data-sets.ts';
import { uciOptions } from './options.ts';
import type { UciAnswer, UciTask } from './process.ts';
import { recipe, recipeHere } from './recipe.ts';
import { runsBefore } from './runs-before.ts';
import { type Summary, summaryOf, type UciRun } from './summary.ts';

/**
 * `npm run bench:uci`: dense networks against what is left of them after the cut and fine-tuning, on seven regressions
 * with the literature's splits and seven classifications: all splits of each, or `--splits 7 --splits letters=3`;
 * `--only yacht --jobs 1`. The data is in SECATEUR_DATA, by default ../shared/data. The first split of every data set comes
 * first, and the file is written after each: `--resume` goes on from it, with the same recipe and the same options or more
 * splits.
 */
const { jobs, output, resume, sets } = uciOptions();
const machine = describeMachine();
const folder = dataFolder();
const here = await recipeHere();
console.error(`Data from ${folder} (SECATEUR_DATA).`);
const asked = Array.from({ length: Math.max(...sets.map(({ splits }) => splits)) }, (_, split) =>
  sets
    .filter(({ splits }) => split < splits)
    .map(({ name, set }) => ({ name, split, ...sourceOf(set, folder, split) })),
).flat();
const isOf = (run: UciRun) => (task: { name: string; split: number }) =>
  task.name === run.name && task.split === run.split;
const runs = resume ? await runsBefore(output, here, (run) => asked.some(isOf(run))) : [];
const tasks = asked
  .filter((task) => !runs.some((run) => isOf(run)(task)))
  .map(({ split, ...task }) => ({ ...task, seed: split }));
let writing = Promise.resolve();
await runTasks<UciTask & { name: string }, UciAnswer>(new URL('process.js', import.meta.url), tasks, {
  jobs,
  onDone: ({ name, seed }, answer, done) => {
    console.error(`${done}/${tasks.length} ${name}, split ${seed}: ${answer.seconds.toFixed(0)} s`);
    runs.push({ name, split: seed, ...answer });
    const missing = asked.length - runs.length;
    const content = { machine, recipe: here, missing, ...summaryOf(runs), runs: [...runs] };
    writing = writing.then(() => writeResults('uci', content, output));
  },
});
await writing;
print(summaryOf(runs));

function print({ summary, asGood, asLikely, dataSets }: Summary): void {
  const countOf = (number: number) =>
    `${number} of ${dataSets} data sets (${((100 * number) / dataSets).toFixed(0)} %)`;
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
    `Mean ± standard error over the splits. Published: PBP / MC dropout / deep ensembles.\nWithin one standard error of dense or better, at no more than ${100 * recipe.share} % of its parameters: ${countOf(asGood)} by RMSE or accuracy (aim: 80 %), ${countOf(asLikely)} by log-likelihood.`,
  );
}

function spread({ mean: centre, standardError: around }: { mean: number; standardError: number }): string {
  return `${centre.toFixed(3)} ± ${around.toFixed(3)}`;
}
