import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { CommandContext } from '../../cli/context.ts';
import { demoFiles } from '../../cli/demo/files.ts';
import { recipe } from '../../cli/demo/recipe.ts';
import { runDemo } from '../../cli/demo/run-demo.ts';
import { randomStream } from '../../core/index.ts';
import { parseReport } from '../../runtime/index.ts';
import { schemaFault } from '../support/report-schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { secateurJson } from './run-cli.ts';

const folder = temporaryFolder();
const side = 8;

/** Images of a bright left, right, upper or lower half in noise; IDX files as MNIST's. */
async function writeImages(to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const [part, count] of [
    ['train', 1200],
    ['t10k', 200],
  ] as const) {
    const random = randomStream(1, part);
    const pixels = new Uint8Array(count * side * side);
    const labels = Uint8Array.from({ length: count }, (_, image) => image % 4);
    for (let index = 0; index < pixels.length; index++) {
      const [row, column] = [Math.floor((index % (side * side)) / side), index % side];
      const isBright = [column < 4, column >= 4, row < 4, row >= 4][labels[Math.floor(index / (side * side))]!]!;
      pixels[index] = Math.min(255, Math.floor(random.uniform() * 120) + (isBright ? 100 : 0));
    }
    await writeFile(join(to, `${part}-images-idx3-ubyte`), idx([count, side, side], pixels));
    await writeFile(join(to, `${part}-labels-idx1-ubyte`), idx([count], labels));
  }
}

function idx(dimensions: readonly number[], data: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * dimensions.length));
  header.setUint32(0, 0x800 + dimensions.length);
  for (const [index, size] of dimensions.entries()) header.setUint32(4 + 4 * index, size);
  return Buffer.concat([new Uint8Array(header.buffer), data]);
}

const silent: CommandContext = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  note: () => undefined,
  result: () => undefined,
};

test('the demo, on small images, writes models that do what its report says', async () => {
  await writeImages(folder.at('images'));
  const small = {
    ...recipe,
    data: folder.at('images'),
    network: `${side * side}-24-16-4`,
    dense: { ...recipe.dense, epochs: 4, batchSize: 32 },
    posterior: { ...recipe.posterior, epochs: 15, batchSize: 32, size: 700 },
    fineTune: { ...recipe.fineTune, epochs: 4, batchSize: 32 },
    cuts: 4,
    profile: { ...recipe.profile, rounds: 1, minimumSamples: 20 },
  };
  const files = demoFiles(folder.at('out'));
  await runDemo(silent, small, files, 1);

  const report = parseReport(String(await folder.read('out/report.json')), 'report.json');
  expect(schemaFault(JSON.parse(String(await folder.read('out/report.json'))))).toBeUndefined();
  expect(report.models.map(({ name, file }) => [name, file])).toEqual([
    ['dense', 'dense.onnx'],
    ['posterior-mean', 'posterior-mean.onnx'],
    ['pruned', 'pruned.onnx'],
  ]);
  const [dense, , pruned] = report.models as [(typeof report.models)[0], unknown, (typeof report.models)[0]];
  expect(pruned.parameters).toBeLessThan(dense.parameters ?? 0);
  expect(pruned.sizeBytes).toBeLessThan(dense.sizeBytes);
  expect(pruned.accuracy).toBeGreaterThan(0.8);
  expect(dense.agreementWithDense).toBe(1);
  expect(report.tradeOff).toMatchObject({ measuredOn: 'validation' });
  expect(report.inclusion?.inputs).toMatchObject({ image: { height: side, width: side, channels: 1 } });
  for (const { profiles, largestProviderDifference } of report.models) {
    expect(profiles.map(({ provider }) => provider)).toEqual(['node-cpu', 'web-wasm']);
    expect(largestProviderDifference).toBeLessThan(1e-3);
  }

  const inspected = await secateurJson<{ parameters: number }>('inspect', files.pruned);
  expect(inspected.parameters).toBe(pruned.parameters);
  const answers = await secateurJson<{ prediction: string }[]>('run', files.pruned, '--input', files.digits);
  expect(answers).toHaveLength(4);
  expect(String(await folder.read('out/report.html'))).toMatch(/^<!doctype html>/i);
});
