import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { randomStream } from '../core/index.ts';
import { writeAtomically } from '../files/index.ts';
import { modelToMeasure } from './overhead/model.ts';
import type { OverheadBlocks, OverheadRequest } from './overhead/process.ts';
import { runChild } from './support/child.ts';
import { describeMachine } from './support/machine.ts';
import { median } from './support/statistics.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:overhead`: what `predict()` adds to a bare onnxruntime-node `session.run` on a pruned model, one row
 * a call. Ratios are taken between neighbouring blocks of calls within a process, over several fresh processes.
 */
const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '9' },
    blocks: { type: 'string', default: '60' },
    calls: { type: 'string', default: '300' },
    output: { type: 'string', default: fileURLToPath(new URL('../../bench/results/overhead.json', import.meta.url)) },
  },
});

const allowed = 1.03;
const machine = describeMachine();
const { name, bytes } = await modelToMeasure();
const folder = await mkdtemp(join(tmpdir(), 'secateur-bench-'));
try {
  const modelFile = join(folder, 'model.onnx');
  await writeAtomically(modelFile, bytes);
  const request: OverheadRequest = { modelFile, blocks: Number(values.blocks), callsPerBlock: Number(values.calls) };
  const script = fileURLToPath(new URL('./overhead/process.js', import.meta.url));
  const rounds: OverheadBlocks[] = [];
  for (let round = 0; round < Number(values.processes); round++) {
    const { result } = await runChild<OverheadBlocks>([process.execPath, script, JSON.stringify(request)]);
    rounds.push(result);
    const microseconds = [result.predict, result.bareOneOutput, result.bareAllOutputs].map((ms) => 1000 * median(ms));
    console.log(`  process ${round + 1}: ${microseconds.map((value) => value.toFixed(2)).join(' / ')} us`);
  }
  const comparisons = [
    { against: 'the same single output', ...ratioOf(rounds, 'bareOneOutput') },
    { against: 'all outputs', ...ratioOf(rounds, 'bareAllOutputs') },
  ];
  const rows = comparisons.map(({ against, bareP50Us, predictP50Us, ratio, interval }) => [
    `session.run, ${against}`,
    bareP50Us.toFixed(2),
    predictP50Us.toFixed(2),
    ratio.toFixed(3),
    interval.map((bound) => bound.toFixed(3)).join('..'),
    interval[1] <= allowed ? 'yes' : interval[0] > allowed ? 'no' : 'undecided',
  ]);
  const header = ['', 'bare p50 us', 'predict p50 us', 'ratio', '95 % interval', 'within 3 %'];
  console.log(`\n${name}, one row a call\n${textTable(header, rows)}`);
  console.log(`Load average when it began: ${machine.loadAverages[0]!.toFixed(2)} on ${machine.cores} cores.`);
  await writeAtomically(
    values.output,
    Buffer.from(
      `${JSON.stringify({ schemaVersion: 1, machine, model: name, blocks: request.blocks, callsPerBlock: request.callsPerBlock, comparisons, rounds }, undefined, 1)}\n`,
    ),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Median over blocks of predict / bare, and a 95 % interval by resampling whole processes, then blocks within them. */
function ratioOf(rounds: readonly OverheadBlocks[], bare: 'bareOneOutput' | 'bareAllOutputs') {
  const ratios = rounds.map((round) => round.predict.map((ms, block) => ms / round[bare][block]!));
  const random = randomStream(1, `bench/overhead/${bare}`);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random.uniform() * items.length)]!;
  const replicates = Array.from({ length: 2000 }, () => {
    const processes = ratios.map(() => pick(ratios));
    return median(processes.flatMap((blocks) => blocks.map(() => pick(blocks))));
  }).sort((a, b) => a - b);
  return {
    bareP50Us: 1000 * median(rounds.flatMap((round) => round[bare])),
    predictP50Us: 1000 * median(rounds.flatMap((round) => round.predict)),
    ratio: median(ratios.flat()),
    interval: [replicates[50]!, replicates[1949]!] as const,
  };
}
