import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTemporaryFolder, writeAtomically } from '../files/index.ts';
import { modelToMeasure } from './overhead/model.ts';
import type { OverheadRequest } from './overhead/process.ts';
import { type OverheadBlocks, overheadHeader, overheadRow, overheadsOf } from './overhead/ratio.ts';
import { benchOptions } from './support/bench-options.ts';
import { runChild } from './support/child.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { median } from './support/statistics.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:overhead`: what `predict()` adds to a bare onnxruntime-node `session.run` on a pruned model, one row
 * a call. Ratios are taken between neighbouring blocks of calls within a process, over several fresh processes.
 */
const { values } = benchOptions({
  options: {
    processes: { type: 'string', default: '9' },
    blocks: { type: 'string', default: '60' },
    calls: { type: 'string', default: '300' },
    // A file to write to in place of bench/results/overhead.json.
    output: { type: 'string' },
  },
});

const machine = describeMachine();
const { name, bytes } = await modelToMeasure();
await inTemporaryFolder('bench', async (folder) => {
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
  const comparisons = overheadsOf(rounds);
  console.log(`\n${name}, one row a call\n${textTable(overheadHeader, comparisons.map(overheadRow))}`);
  console.log(`Load average when it began: ${machine.loadAverages[0]!.toFixed(2)} on ${machine.cores} cores.`);
  const { blocks, callsPerBlock } = request;
  await writeResults('overhead', { machine, model: name, blocks, callsPerBlock, comparisons, rounds }, values.output);
});
