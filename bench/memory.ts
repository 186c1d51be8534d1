import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parameterCount } from '../core/index.ts';
import type { MemoryRequest } from './memory/request.ts';
import { findPython } from './step/contenders.ts';
import { denseTask, type StepRequest, type StepTask } from './step/task.ts';
import { benchOptions } from './support/bench-options.ts';
import { runChild } from './support/child.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { median } from './support/statistics.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:memory`: the peak memory of a fit beyond what the same process takes with a tiny network, as a multiple
 * of the bytes of parameters and moments; PyTorch eager beside it.
 */
const { values } = benchOptions({
  options: {
    rounds: { type: 'string', default: '3' },
    hidden: { type: 'string', default: '400,1200,2400' },
    output: { type: 'string' },
  },
});

/** Of the network that stands for the runtime's own memory: it has the same inputs, batches and data. */
const tinyWidth = 8;
/** Enough for full calls of the engine. */
const stepsPerEpoch = 32;

interface Measured {
  readonly title: string;
  readonly peaks: readonly { readonly hidden: number; readonly roundsBytes: number[] }[];
}

const machine = describeMachine();
const threads = availableParallelism();
const hidden = values.hidden.split(',').map(Number);
const found = await findPython('step', [threads]);
const torch = found.find(({ title }) => title.includes('eager'));
const contenders: { readonly title: string; peakBytes(task: StepTask): Promise<number> }[] = [
  {
    title: 'secateur fit',
    peakBytes: async (task) => {
      const request: MemoryRequest = { task: { ...task, examples: stepsPerEpoch * task.batchSize }, threads };
      const entry = fileURLToPath(new URL('./memory/our-process.js', import.meta.url));
      return askPeak([process.execPath, entry], request);
    },
  },
];
if (torch && 'command' in torch) {
  contenders.push({
    title: torch.title,
    peakBytes: async (task) => {
      const request: StepRequest = { contender: torch.name, task, threads, device: 'cpu', seconds: 1 };
      return askPeak(torch.command, request);
    },
  });
} else console.log(found.flatMap((each) => ('reason' in each ? [`${each.title}: ${each.reason}`] : [])).join('\n'));

const measured: Measured[] = contenders.map(({ title }) => ({
  title,
  peaks: [tinyWidth, ...hidden].map((width) => ({ hidden: width, roundsBytes: [] })),
}));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [index, contender] of contenders.entries()) {
    for (const { hidden: width, roundsBytes } of measured[index]!.peaks) {
      roundsBytes.push(await contender.peakBytes(denseTask(width, true)));
    }
  }
}

const rows = measured.flatMap(({ title, peaks }) => {
  const own = median(peaks[0]!.roundsBytes);
  return peaks.slice(1).map(({ hidden: width, roundsBytes }) => {
    const state = stateBytes(width);
    const multiples = roundsBytes.map((bytes) => (bytes - own) / state);
    return { title, hidden: width, stateBytes: state, ownBytes: own, roundsBytes, multiples };
  });
});
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
console.log(
  textTable(
    ['', 'width', 'parameters and moments MB', 'runtime MB', 'peak MB', 'multiple', 'min..max'],
    rows.map((row) => [
      row.title,
      String(row.hidden),
      megabytes(row.stateBytes),
      megabytes(row.ownBytes),
      megabytes(median(row.roundsBytes)),
      median(row.multiples).toFixed(2),
      `${Math.min(...row.multiples).toFixed(2)}..${Math.max(...row.multiples).toFixed(2)}`,
    ]),
  ),
);
console.log('The multiple is (peak - runtime) / (parameters and moments); the aim is at most 4.');
await writeResults('memory', { machine, tinyWidth, rows }, values.output);

/** Mean and log variance of every weight, and two moments of each, in float32. */
function stateBytes(width: number): number {
  const task = denseTask(width, true);
  const indicators = task.network.inputs + 2 * width;
  return 4 * 3 * (2 * parameterCount(task.network) + indicators);
}

async function askPeak(command: readonly string[], request: unknown): Promise<number> {
  const { result } = await runChild<{ readonly peakBytes: number }>([...command, JSON.stringify(request)]);
  return result.peakBytes;
}
