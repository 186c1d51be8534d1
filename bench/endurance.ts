import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTemporaryFolder, writeAtomically } from '../files/index.ts';
import type { EnduranceRequest, EnduranceResult, MemorySample } from './endurance/process.ts';
import { modelToMeasure } from './overhead/model.ts';
import { benchOptions } from './support/bench-options.ts';
import { runChild } from './support/child.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:endurance`: the memory of a process that calls `predict()` a million times, and then loads and disposes of
 * a hundred models, beside one that does the same with bare sessions of onnxruntime; a fresh process for each.
 */
const { values } = benchOptions({
  options: {
    calls: { type: 'string', default: '1000000' },
    cycles: { type: 'string', default: '100' },
    // A file to write to in place of bench/results/endurance.json.
    output: { type: 'string' },
  },
});

const machine = describeMachine();
const { name, bytes } = await modelToMeasure();
await inTemporaryFolder('bench', async (folder) => {
  const modelFile = join(folder, 'model.onnx');
  await writeAtomically(modelFile, bytes);
  const script = fileURLToPath(new URL('./endurance/process.js', import.meta.url));
  const runs: { device: string; contender: string; calls: Endurance; cycles: Endurance }[] = [];
  for (const device of ['cpu', 'wasm'] as const) {
    for (const contender of ['secateur', 'bare'] as const) {
      const [calls, cycles] = [Number(values.calls), Number(values.cycles)];
      const request: EnduranceRequest = { modelFile, device, contender, calls, cycles };
      const command = [process.execPath, '--expose-gc', script, JSON.stringify(request)];
      const { result } = await runChild<EnduranceResult>(command);
      runs.push({ device, contender, calls: enduranceOf(result.calls), cycles: enduranceOf(result.cycles) });
    }
  }
  const rows = runs.flatMap(({ device, contender, calls, cycles }) => [
    rowOf(`${contender} on ${device}: ${values.calls} calls`, calls),
    rowOf(`${contender} on ${device}: ${values.cycles} models`, cycles),
  ]);
  const header = ['', 'RSS before, MB', 'half-way', 'at the end', 'bytes each (second half)', 'JS heap, bytes each'];
  console.log(`${name}\n${textTable(header, rows)}`);
  await writeResults('endurance', { machine, model: name, runs }, values.output);
});

interface Endurance {
  /** Least-squares slopes over the second half, when caches and pools have their size. */
  readonly rssBytesEach: number;
  readonly heapBytesEach: number;
  readonly samples: readonly MemorySample[];
}

function enduranceOf(samples: readonly MemorySample[]): Endurance {
  const late = samples.slice(Math.floor(samples.length / 2));
  return {
    rssBytesEach: slopeOf(late, ({ rssBytes }) => rssBytes),
    heapBytesEach: slopeOf(late, ({ heapBytes }) => heapBytes),
    samples,
  };
}

function slopeOf(samples: readonly MemorySample[], figure: (sample: MemorySample) => number): number {
  const mean = (of: (sample: MemorySample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [x, y] = [mean(({ done }) => done), mean(figure)];
  const covariance = mean((sample) => (sample.done - x) * (figure(sample) - y));
  return covariance / mean(({ done }) => (done - x) ** 2);
}

function rowOf(title: string, { samples, rssBytesEach, heapBytesEach }: Endurance): string[] {
  const rss = [samples[0]!, samples[Math.floor(samples.length / 2)]!, samples.at(-1)!];
  const figures = rss.map(({ rssBytes }) => (rssBytes / 1e6).toFixed(1));
  return [title, ...figures, rssBytesEach.toFixed(2), heapBytesEach.toFixed(2)];
}
