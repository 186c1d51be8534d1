import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { verifyModel, writePackage } from '../../../api/index.ts';
import { randomStream, type Task } from '../../../core/index.ts';
import { exportModel } from '../../../exporter/index.ts';
import { keepExport } from '../../support/keep-export.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { randomCompactNetwork, randomTable } from '../random-network.ts';
import { failedOf, network, nudged, packed, plan, posterior } from './packages.ts';

const folder = temporaryFolder();

describe('a package', () => {
  test('passes every check on every runtime, and is the same bytes every time', async () => {
    const [first, second] = [await packed(folder, 'first'), await packed(folder, 'second')];
    keepExport('packaged', await readFile(join(first, 'model.onnx')));
    const { checks, passed, kind } = await verifyModel(first);
    expect({ passed, kind }).toEqual({ passed: true, kind: 'package' });
    expect(checks.map(({ name, status }) => `${status} ${name}`)).toEqual([
      'passed hashes',
      'passed model',
      'passed shapes',
      'passed card',
      'passed reference',
      'passed answers on node-cpu',
      'passed answers on web-wasm',
    ]);
    for (const name of await readdir(first)) {
      expect(await readFile(join(first, name))).toEqual(await readFile(join(second, name)));
    }
  });

  test.each<[string, Task]>([
    ['regression', { kind: 'regression', target: 'price | x', mean: 250, scale: 40 }],
    [
      'regression with a spread',
      { kind: 'regression', target: 'y', mean: -3, scale: 2, likelihood: 'gaussian-heteroscedastic' },
    ],
    ['counts', { kind: 'regression', target: 'y', mean: 0, scale: 3, likelihood: 'poisson' }],
    ['two classes', { kind: 'classification', labels: ['no', 'yes\n'], likelihood: 'binary' }],
  ])('of a table and %s passes its checks', async (name, task) => {
    const random = randomStream(3, name);
    const path = folder.at(name);
    await writePackage(path, randomCompactNetwork(random, randomTable(random), task));
    expect(await failedOf(path)).toEqual([]);
  });

  test('of a file with other weights than the network stores what that file answers', async () => {
    const path = folder.at('own-answers');
    const card = await writePackage(path, network, {
      model: nudged(exportModel(network, { posterior, plan })),
      posterior,
      plan,
    });
    expect(card.reference).toMatchObject({ source: 'node-cpu', tolerance: 0.02 });
    expect(await failedOf(path)).toEqual([]);
  });

  test('replaces an earlier package and nothing else', async () => {
    const path = await packed(folder, 'again');
    await packed(folder, 'again');
    await writeFile(join(path, 'notes.txt'), 'mine');
    await expect(packed(folder, 'again')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: expect.stringContaining("'notes.txt'"),
    });
    expect(await readFile(join(path, 'notes.txt'), 'utf8')).toBe('mine');
    await writeFile(folder.at('file'), '');
    await expect(packed(folder, 'file')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    await mkdir(folder.at('empty'));
    await packed(folder, 'empty');
    expect((await readdir(folder.path())).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});
