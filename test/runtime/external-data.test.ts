import { copyFile, symlink, truncate } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { decodeModel, encodeModel } from '../../onnx/index.ts';
import { load } from '../../runtime/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const name = 'torch-scaled-dynamo-external-18.onnx';
const fixture = new URL(`../../../test/fixtures/foreign/${name}`, import.meta.url).pathname;
const row = [13, 1.7, 2.4, 15, 100, 2.8, 3, 0.3, 2.3, 5, 1, 3.9, 1000];

beforeAll(async () => {
  await copyFile(fixture, folder.at(name));
});
const weights = () => folder.at(`${name}.data`);

describe('a model that keeps its weights in another file', () => {
  test('is loaded by its path, and answers the same on every device', async () => {
    const answers = await Promise.all(
      (['cpu', 'wasm'] as const).map(async (device) => {
        await using model = await load(fixture, { device });
        const { output } = (await model.predict(row)) as Awaited<ReturnType<typeof model.run>>;
        return Array.from(output!.data as Float32Array);
      }),
    );
    for (const [index, value] of answers[0]!.entries()) expect(answers[1]![index]).toBeCloseTo(value, 5);
  });

  test('is refused from bytes, which have no folder', async () => {
    const loading = load(await folder.read(name));
    await expect(loading).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(loading).rejects.toThrow(`keeps weights in another file, '${name}.data'`);
  });

  test('is refused without that file, and where it is too short', async () => {
    await expect(load(folder.at(name))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await copyFile(`${fixture}.data`, weights());
    await truncate(weights(), 100);
    await expect(load(folder.at(name))).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
    await expect(load(folder.at(name))).rejects.toThrow('which has 100');
  });

  test.each(['../stolen.data', '/etc/hostname', 'link.data', ''])(
    'is refused where that file is %p',
    async (location) => {
      await symlink('/etc/hostname', folder.at('link.data')).catch(() => undefined);
      const bytes = new Uint8Array(await folder.read(name));
      const model = decodeModel(bytes, name, ({ length }) => new Uint8Array(length));
      const initializers = model.graph.initializers.map((tensor) => ({
        ...tensor,
        external: { location, offset: 0, length: 4 },
      }));
      const path = await folder.write(
        'stealing.onnx',
        encodeModel({ ...model, graph: { ...model.graph, initializers } }),
      );
      for (const device of ['cpu', 'wasm'] as const) {
        await expect(load(path, { device })).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
      }
    },
  );
});
