import { describeMachine } from '../support/machine.ts';
import { writeResults } from '../support/results.ts';
import { mean, standardDeviation } from '../support/statistics.ts';
import { chosen, tableBenchOptions } from '../support/table-options.ts';
import { runTasks } from '../support/tasks.ts';
import { textTable } from '../support/text-table.ts';
import type { Selected, SelectionAnswer, SelectionTask } from './process.ts';

/**
 * `npm run bench:selection`: which inputs `secateur train` keeps on published designs whose truth is known, by its
 * defaults, against the lasso and the permutation importance of a dense network. `--seeds 10 --only saha --jobs 1`.
 */
const designs = {
  saha: 'sim:saha',
  bai: 'sim:bai',
  'sun-regression': 'sim:sun-regression',
  'sun-classification': 'sim:sun-classification',
  'sun-structure': 'sim:sun-structure',
  // A tenth of the inputs and a fifth of the rows, for those without hours.
  'sun-regression-small': 'sim:sun-regression,n=2000,p=200',
  'sun-classification-small': 'sim:sun-classification,n=2000,p=200',
  'sun-structure-small': 'sim:sun-structure,n=2000,p=200',
} as const;
const rates = [0.05, 0.1, 0.2];

const { jobs, repetitions, only, output } = tableBenchOptions(['seeds', 10]);
const machine = describeMachine();
const seeds = Array.from({ length: repetitions }, (_, index) => index + 1);
const tasks = chosen(designs, only).flatMap(([design, source]) =>
  seeds.map((seed) => ({ design, source, seed, rates })),
);
const answers = await runTasks<SelectionTask & { design: string }, SelectionAnswer>(
  new URL('process.js', import.meta.url),
  tasks,
  {
    jobs,
    onDone: ({ source, seed }, { seconds }, done) =>
      console.error(`${done}/${tasks.length} ${source}, seed ${seed}: ${seconds.toFixed(0)} s`),
  },
);
const runs = answers.map((answer, index) => ({ ...tasks[index]!, ...answer }));

const rows = chosen(designs, only).flatMap(([design]) => summaryOf(design));
console.log(
  `${repetitions} seeds; mean ± standard deviation over them. RMSE or accuracy on the test rows, at the final epoch.`,
);
const header = [
  'design',
  'method',
  'true positives',
  'false positives',
  'false discoveries',
  'inputs',
  'RMSE / accuracy',
  'parameters',
];
console.log(
  textTable(
    header,
    rows.map(
      ({ design, method, truePositiveRate, falsePositiveRate, falseDiscoveryRate, inputs, score, parameters }) => [
        design,
        method,
        spread(truePositiveRate, 3),
        spread(falsePositiveRate, 4),
        spread(falseDiscoveryRate, 3),
        spread(inputs, 1),
        score ? spread(score, 3) : '',
        parameters ? parameters.mean.toFixed(0) : '',
      ],
    ),
  ),
);
await writeResults('selection', { machine, designs, seeds, summary: rows, runs }, output);

function summaryOf(design: string) {
  const drawn = runs.filter((run) => run.design === design);
  return drawn[0]!.selections.map(({ method }) => {
    const selections = drawn.map((run) => ({ run, selected: run.selections.find((each) => each.method === method)! }));
    const over = (figure: (selected: Selected, run: SelectionAnswer) => number) =>
      figures(selections.map(({ selected, run }) => figure(selected, run)));
    const hits = ({ inputs }: Selected, { truth }: SelectionAnswer) =>
      inputs.filter((input) => truth.includes(input)).length;
    const [first] = selections;
    return {
      design,
      method,
      truePositiveRate: over((selected, run) => hits(selected, run) / run.truth.length),
      falsePositiveRate: over(
        (selected, run) => (selected.inputs.length - hits(selected, run)) / (run.features - run.truth.length),
      ),
      // Of nothing selected, no share is false.
      falseDiscoveryRate: over(
        (selected, run) => (selected.inputs.length - hits(selected, run)) / Math.max(1, selected.inputs.length),
      ),
      inputs: over(({ inputs }) => inputs.length),
      ...(first!.selected.score !== undefined && { score: over(({ score }) => score!) }),
      ...(first!.selected.parameters !== undefined && { parameters: over(({ parameters }) => parameters!) }),
    };
  });
}

function figures(values: readonly number[]) {
  return { mean: mean(values), standardDeviation: standardDeviation(values) };
}

function spread({ mean: centre, standardDeviation: around }: ReturnType<typeof figures>, digits: number): string {
  return `${centre.toFixed(digits)} ± ${around.toFixed(digits)}`;
}
