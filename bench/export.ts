import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExportAnswer, ExportRequest } from './export/process.ts';
import { benchOptions } from './support/bench-options.ts';
import { runChild } from './support/child.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { median } from './support/statistics.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:export`: a network of 100 million parameters exported, as one file and as two, against a plain copy of the
 * same bytes to the same disk (both flushed to it), and the peak memory of the process against the model's size.
 */
const { values } = benchOptions({
  options: {
    widths: { type: 'string', default: '2048-8192-8192-2048-10' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: tmpdir() },
    output: { type: 'string' },
  },
});

const allowed = { timeRatio: 3, memoryRatio: 1.5 };
const machine = describeMachine();
const widths = values.widths.split('-').map(Number);
const script = fileURLToPath(new URL('./export/process.js', import.meta.url));
const folder = await mkdtemp(join(values.folder, 'secateur-bench-'));

async function child(externalData: boolean, writes = true): Promise<ExportAnswer> {
  const request: ExportRequest = { widths, path: join(folder, 'model.onnx'), externalData, writes };
  return (await runChild<ExportAnswer>([process.execPath, script, JSON.stringify(request)])).result;
}

/** Copies and flushes files, as exporting does. */
async function copyMs(paths: readonly string[]): Promise<number> {
  const started = performance.now();
  for (const path of paths) {
    await copyFile(path, `${path}.copy`);
    const file = await open(`${path}.copy`);
    await file.sync();
    await file.close();
  }
  const ms = performance.now() - started;
  for (const path of paths) await rm(`${path}.copy`);
  return ms;
}

try {
  const idle = await child(false, false);
  const results = [];
  for (const externalData of [false, true]) {
    const paths = [join(folder, 'model.onnx'), ...(externalData ? [join(folder, 'model.onnx.data')] : [])];
    const rounds = [];
    let sizeBytes = 0;
    for (let round = 0; round < Number(values.rounds); round++) {
      const exported = await child(externalData);
      sizeBytes = (await Promise.all(paths.map((path) => stat(path)))).reduce((sum, { size }) => sum + size, 0);
      rounds.push({ ...exported, copyMs: await copyMs(paths) });
    }
    const ratios = rounds.map(({ ms, copyMs }) => ms / copyMs);
    results.push({
      files: paths.length,
      sizeBytes,
      timeRatio: median(ratios),
      timeRatioRange: [Math.min(...ratios), Math.max(...ratios)],
      memoryRatio: median(rounds.map(({ peakBytes }) => peakBytes)) / sizeBytes,
      memoryRatioBefore: idle.peakBytes / sizeBytes,
      rounds,
    });
  }
  const figure = (value: number) => value.toFixed(2);
  console.log(
    textTable(
      [
        'files',
        'MB',
        'export, s',
        'copy, s',
        'time ratio',
        'lowest..highest',
        'peak memory / size',
        'before exporting',
      ],
      results.map(({ files, sizeBytes, rounds, timeRatio, timeRatioRange, memoryRatio, memoryRatioBefore }) => [
        `${files}`,
        (sizeBytes / 1e6).toFixed(0),
        figure(median(rounds.map(({ ms }) => ms)) / 1000),
        figure(median(rounds.map(({ copyMs }) => copyMs)) / 1000),
        figure(timeRatio),
        timeRatioRange.map(figure).join('..'),
        figure(memoryRatio),
        figure(memoryRatioBefore),
      ]),
    ),
  );
  console.log(`Allowed: time ratio ${allowed.timeRatio}, memory ${allowed.memoryRatio}.`);
  await writeResults('export', { machine, widths: values.widths, allowed, results }, values.output);
} finally {
  await rm(folder, { recursive: true, force: true });
}
