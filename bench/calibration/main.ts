import { simulate } from '../../datasets/index.ts';
import { families } from '../../trainer/index.ts';
import { fitTable, inputProbabilities } from '../support/fit-table.ts';
import { describeMachine } from '../support/machine.ts';
import { writeResults } from '../support/results.ts';
import { chosen, tableBenchOptions } from '../support/table-options.ts';
import { runTasks } from '../support/tasks.ts';
import { textTable } from '../support/text-table.ts';
import type { CalibrationAnswer, CalibrationTask } from './process.ts';
import { expectedCalibrationError, reliability, type Statement } from './reliability.ts';

/**
 * `npm run bench:calibration`: whether inputs that `secateur train` by its defaults calls needed with probability p are
 * needed p of the time, on designs whose truth is known, for every family that has such probabilities.
 * `--seeds 20 --only node --jobs 1`; `--only` names families, designs (`--only noise`), or both.
 */
const allDesigns = {
  saha: 'sim:saha',
  bai: 'sim:bai,test=1000',
  // Smaller than published, so that many seeds of many families take an hour and not a day.
  'sun-regression': 'sim:sun-regression,n=2000,p=200',
  'sun-classification': 'sim:sun-classification,n=2000,p=200',
  'sun-structure': 'sim:sun-structure,n=2000,p=200',
  linear: 'sim:linear',
  noise: 'sim:noise',
} as const;

const { jobs, repetitions, only, output } = tableBenchOptions(['seeds', 20]);
const machine = describeMachine();
const familyNames = families.map(({ name }) => name);
const isFamily = (name: string) => familyNames.includes(name);
const tried = only.some(isFamily) ? only.filter(isFamily) : familyNames;
const designs = Object.fromEntries(
  chosen(
    allDesigns,
    only.filter((name) => !isFamily(name)),
  ),
);
const measured: string[] = [];
for (const family of tried) if (await hasInputProbabilities(family)) measured.push(family);
const seeds = Array.from({ length: repetitions }, (_, index) => index + 1);
const tasks = measured.flatMap((family) =>
  Object.entries(designs).flatMap(([design, source]) => seeds.map((seed) => ({ family, design, source, seed }))),
);
const answers = await runTasks<CalibrationTask & { design: string }, CalibrationAnswer>(
  new URL('process.js', import.meta.url),
  tasks,
  {
    jobs,
    onDone: ({ family, source, seed }, { seconds }, done) =>
      console.error(`${done}/${tasks.length} ${family}, ${source}, seed ${seed}: ${seconds.toFixed(0)} s`),
  },
);
const runs = answers.map((answer, index) => ({ ...tasks[index]!, ...answer }));
const summary = measured.map((family) => {
  const ofFamily = runs.filter((run) => run.family === family);
  const all = ofFamily.flatMap(statementsOf);
  const bins = reliability(all);
  return {
    family,
    expectedCalibrationError: expectedCalibrationError(bins),
    bins,
    designs: Object.keys(designs).map((design) => {
      const statements = ofFamily.filter((run) => run.design === design).flatMap(statementsOf);
      const kept = statements.filter(({ probability }) => probability > 0.5);
      return {
        design,
        expectedCalibrationError: expectedCalibrationError(reliability(statements)),
        active: statements.filter(({ active }) => active).length,
        inactive: statements.filter(({ active }) => !active).length,
        truePositives: kept.filter(({ active }) => active).length,
        falsePositives: kept.filter(({ active }) => !active).length,
      };
    }),
  };
});

for (const { family, bins, designs: byDesign, expectedCalibrationError: error } of summary) {
  console.log(
    `\n${family}, ${repetitions} seeds of each design: expected calibration error ${error.toFixed(3)} (aim: at most .05)`,
  );
  const share = (value: number) => value.toFixed(3);
  console.log(
    textTable(
      ['probability', 'inputs', 'mean probability', 'share active'],
      bins.map(({ from, to, inputs, meanProbability, shareActive }) => [
        `${from.toFixed(1)}-${to.toFixed(1)}`,
        String(inputs),
        share(meanProbability),
        share(shareActive),
      ]),
    ),
  );
  console.log(
    textTable(
      ['design', 'expected calibration error', 'kept of active', 'kept of inactive'],
      byDesign.map(({ design, expectedCalibrationError: own, active, inactive, truePositives, falsePositives }) => [
        design,
        share(own),
        `${truePositives} of ${active}`,
        `${falsePositives} of ${inactive}`,
      ]),
    ),
  );
}
await writeResults('calibration', { machine, designs, seeds, summary, runs }, output);

/** Found out on a data set that is learned in no time: some families recover their probabilities only in the end. */
async function hasInputProbabilities(family: string): Promise<boolean> {
  const { posterior } = await fitTable(simulate('sim:linear,n=50,p=5,test=10'), { family, seed: 0, epochs: 1 });
  return inputProbabilities(posterior) !== undefined;
}

function statementsOf({ probabilities, truth }: CalibrationAnswer): Statement[] {
  return probabilities.map((probability, input) => ({ probability, active: truth.includes(input) }));
}
