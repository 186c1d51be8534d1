import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { imageClassifier, pixelRows } from '../runtime/models.ts';
import { runNode } from '../support/run-node.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-examples-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the ten lines of the README lead from a table to a small model that works', async () => {
  const script = resolve('dist/examples/train-prune-export-run.js');
  const { exitCode, stdout, stderr } = await runNode([script, resolve('examples/fruit.csv'), 'species'], {
    cwd: folder,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/with \d+ parameters became \d+-\d+-3 with \d+\./);
  expect(Number(/value: ([\d.]+)/.exec(stdout)?.[1])).toBeGreaterThan(0.85);
});

test('the example in Node prints one label a row', async () => {
  const { bytes, columns } = imageClassifier();
  await mkdir(folder, { recursive: true });
  const [model, rows] = [join(folder, 'model.onnx'), join(folder, 'rows.csv')];
  await writeFile(model, bytes);
  const pixels = pixelRows(3, columns);
  const line = (row: number) => Array.from(pixels.subarray(row * columns, (row + 1) * columns)).join(',');
  const header = Array.from({ length: columns }, (_, at) => `pixel${at}`).join(',');
  await writeFile(rows, `${[header, line(0), line(1), line(2)].join('\n')}\n`);
  const { exitCode, stdout, stderr } = await runNode([resolve('examples/run-in-node.mjs'), model, rows]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.trim().split('\n')).toEqual(Array(3).fill(expect.stringMatching(/^\S+ \d+\.\d %$/)));
});
