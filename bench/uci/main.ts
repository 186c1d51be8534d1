import { readFile } from 'node:fs/promises';
import { describeMachine } from '../support/machine.ts';
import { resultsPath, writeResults } from '../support/results.ts';
import { chosen, tableBenchOptions } from '../support/table-options.ts';
import { runTasks } from '../support/tasks.ts';
import { textTable } from '../support/text-table.ts';
import { dataFolder, dataSets, sourceOf } from './data-sets.ts';
import type { UciAnswer, UciTask } from './process.ts';
import { type Summary, summaryOf, type UciRun } from './summary.ts';

/**
 * `npm run bench:uci`: dense networks against what is left of them after the cut and fine-tuning, on seven regressions
 * with the literature's splits and seven classifications. `--splits 20` is the most of each data set (some have fewer),
 * `--only yacht --jobs 1`. The data is in SECATEUR_DATA, by default ../shared/data. The first split of every data set comes
 * first, and the file is written after each: `--resume` goes on from it.
 */
const share = 0.3;
const { jobs, repetitions, only, output, resume } = tableBenchOptions(['splits', 20], { resumes: true });
const machine = describeMachine();
const folder = dataFolder();
const sets = chosen(dataSets, only);
console.error(`Data from ${folder} (SECATEUR_DATA).`);
const runs: UciRun[] = resume ? await runsBefore() : [];
const tasks = Array.from({ length: repetitions }, (_, split) =>
  sets
    .filter(([name, { splits }]) => split < splits && !runs.some((run) => run.name === name && run.split === split))
    .map(([name, set]) => ({ name, ...sourceOf(set, folder, split), seed: split, share })),
).flat();
let writing = Promise.resolve();
await runTasks<UciTask & { name: string }, UciAnswer>(new URL('process.js', import.meta.url), tasks, {
  jobs,
  onDone: ({ name, seed }, answer, done) => {
    console.error(`${done}/${tasks.length} ${name}, split ${seed}: ${answer.seconds.toFixed(0)} s`);
    runs.push({ name, split: seed, ...answer });
    const content = { machine, share, ...summaryOf(runs), runs: [...runs] };
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
    `Mean ± standard error over the splits. Published: PBP / MC dropout / deep ensembles.\nWithin one standard error of dense or better, at no more than ${100 * share} % of its parameters: ${countOf(asGood)} by RMSE or accuracy (aim: 80 %), ${countOf(asLikely)} by log-likelihood.`,
  );
}

function spread({ mean: centre, standardError: around }: { mean: number; standardError: number }): string {
  return `${centre.toFixed(3)} ± ${around.toFixed(3)}`;
}

/** None where there is no file. */
async function runsBefore(): Promise<UciRun[]> {
  const text = await readFile(resultsPath('uci', output), 'utf8').catch(() => undefined);
  return text === undefined ? [] : (JSON.parse(text) as { runs: UciRun[] }).runs;
}
