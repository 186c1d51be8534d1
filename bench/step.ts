import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SecateurError } from '../core/index.ts';
import { writeAtomically } from '../files/index.ts';
import { availableEngines, type Device } from '../trainer/index.ts';
import { findContenders } from './step/contenders.ts';
import { measureStep, type Row } from './step/measure.ts';
import { denseTask, presetTask, type StepTask } from './step/task.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { median } from './support/statistics.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:step`: what one training step of a node-gated spike-and-slab network costs here and elsewhere, of chains of
 * dense layers or, by `--networks`, of convolutional ones.
 * All in one run, interleaved in rounds, every measurement in a fresh process, fresh noise in every step.
 */
const { values } = benchOptions({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    /** Only contenders whose title has this in it; ours always. */
    only: { type: 'string' },
    /** Hidden widths; an `i` after one adds input selection, `b32` sets the batch, for example 400ib512. */
    hidden: { type: 'string', default: '400,1200,400i' },
    /** Presets to measure instead, with `b32` for the batch: resnet8,ds-cnn,lenet5b32. */
    networks: { type: 'string' },
    /** What all train on: cpu, or gpu. Ours then takes cuda, or else webgpu, by name too; peers take cuda. */
    device: { type: 'string', default: 'cpu' },
    output: { type: 'string' },
  },
});

/** Beyond this the first losses are not those of the same computation. */
const lossTolerance = 1e-4;

function readTask(text: string): StepTask {
  const [, width, selects, batch] = /^(\d+)(i?)(?:b(\d+))?$/.exec(text) ?? [];
  if (width === undefined)
    throw new SecateurError('ARGUMENT_INVALID', `Cannot read '${text}' in --hidden: write 400, 400i or 400ib32.`);
  return denseTask(Number(width), selects === 'i', batch === undefined ? undefined : Number(batch));
}

function readPreset(text: string): StepTask {
  const [, preset = text, batch] = /^(.+?)(?:b(\d+))?$/.exec(text) ?? [];
  return presetTask(preset, batch === undefined ? undefined : Number(batch));
}

const machine = describeMachine();
const output =
  values.output ??
  fileURLToPath(
    new URL(
      `../../bench/results/step${values.networks ? '-convolutions' : ''}${values.device === 'cpu' ? '' : '-gpu'}.json`,
      import.meta.url,
    ),
  );
const tasks = values.networks?.split(',').map(readPreset) ?? values.hidden.split(',').map(readTask);
const device = values.device === 'gpu' ? await graphicsDevice() : readDevice(values.device);
const found = await findContenders(device);
const contenders = found.contenders.filter(
  ({ title }, index) => index === 0 || title.toLowerCase().includes((values.only ?? '').toLowerCase()),
);
const temporaryFolder = await mkdtemp(join(tmpdir(), 'secateur-bench-'));
try {
  const results: { readonly task: StepTask; readonly rows: readonly Row[] }[] = [];
  for (const task of tasks) {
    const options = { rounds: Number(values.rounds), seconds: Number(values.seconds), temporaryFolder };
    const able = contenders.filter(({ denseOnly = false }) => task.widths || !denseOnly);
    const rows = await measureStep(task, able, options);
    results.push({ task, rows });
    await save(results);
    console.log(`\n${task.title}\n${table(rows)}\n`);
  }
  for (const { title, reason } of found.absent) console.log(`${title}: ${reason}`);
  const firstRows = results[0]!.rows.filter(({ timings }) => timings.length > 0);
  console.log('Noise is drawn afresh for every step:');
  for (const { title, timings } of firstRows) console.log(`  ${title.trim()}: ${timings[0]!.noise}`);
  console.log(`Load average when it began: ${machine.loadAverages[0]!.toFixed(2)} on ${machine.cores} cores.`);
  const isDifferent = ({ lossDifference, failure }: Row) =>
    failure !== undefined || !(lossDifference! <= lossTolerance);
  if (results.some(({ rows }) => rows.some(isDifferent))) {
    console.error(`A contender failed, or its loss is off by more than ${lossTolerance}: see the tables.`);
    process.exitCode = 1;
  }
} finally {
  await rm(temporaryFolder, { recursive: true, force: true });
}

/** What onnxruntime computes on with the graphics card of this machine. */
async function graphicsDevice(): Promise<Device> {
  const engines = (await availableEngines()).filter(({ engine }) => engine === 'onnx');
  for (const device of ['cuda', 'webgpu'] as const) {
    const found = engines.find((each) => each.device === device);
    if (found?.available) return device;
    if (found) console.log(`${device}: ${found.reason}`);
  }
  throw new SecateurError('DEPENDENCY_MISSING', 'No graphics card can train here: see the reasons above.');
}

function readDevice(name: string): Device {
  if (name === 'cpu' || name === 'webgpu' || name === 'cuda') return name;
  throw new SecateurError('ARGUMENT_INVALID', `Cannot read '${name}' in --device: write cpu, gpu, webgpu or cuda.`);
}

/** After every task, so that an interrupted run leaves what it has measured. */
async function save(results: readonly { readonly task: StepTask; readonly rows: readonly Row[] }[]): Promise<void> {
  const document = { schemaVersion: 1, machine, absent: found.absent, results };
  await writeAtomically(output, Buffer.from(`${JSON.stringify(document, undefined, 1)}\n`));
}

function table(rows: readonly Row[]): string {
  const own = median(rows[0]!.roundsMs);
  const range = (all: readonly number[]) => `${Math.min(...all).toFixed(1)}..${Math.max(...all).toFixed(1)}`;
  return textTable(
    ['', 'ms/step', 'min..max', 'x ours', 'CPU ms/step', 'peak MB', 'first step s', 'without imports s', 'loss off by'],
    rows.map(({ title, roundsMs, timings, firstStepSeconds, setUpSeconds, lossDifference, failure }) =>
      failure !== undefined
        ? [title, failure.slice(0, 100)]
        : [
            title,
            median(roundsMs).toFixed(2),
            range(roundsMs),
            (median(roundsMs) / own).toFixed(2),
            median(timings.map(({ cpuMsPerStep }) => cpuMsPerStep)).toFixed(2),
            (median(timings.map(({ peakBytes }) => peakBytes)) / 1e6).toFixed(0),
            range(firstStepSeconds),
            range(setUpSeconds),
            lossDifference?.toExponential(0) ?? '?',
          ],
    ),
  );
}
