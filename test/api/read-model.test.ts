import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readModel, readSource } from '../../api/index.ts';
import { decodeModel, encodeModel, valuesOf } from '../../onnx/index.ts';
import { smallModel } from '../onnx/models.ts';
import { bytesField, concat, message, modelWithTensor, text, varintField } from '../onnx/wire.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-external-'));
  await mkdir(join(folder, 'model', 'deeper'), { recursive: true });
  const values = new Uint8Array(Float32Array.from({ length: 8 }, (_, index) => index).buffer);
  await writeFile(join(folder, 'outside.bin'), values);
  await writeFile(join(folder, 'model', 'weights.bin'), values);
  await writeFile(join(folder, 'model', 'deeper', 'weights.bin'), values);
  await symlink(join(folder, 'outside.bin'), join(folder, 'model', 'link.bin'));
  await symlink(folder, join(folder, 'model', 'up'));
});
afterAll(() => rm(folder, { recursive: true }));

const entry = (key: string, value: string) => message(13, bytesField(1, text(key)), bytesField(2, text(value)));

/** A model whose tensor of `count` floats is elsewhere. */
async function writeModel(count: number, entries: Readonly<Record<string, string>>): Promise<string> {
  const path = join(folder, 'model', `${Object.values(entries).join('-').replaceAll(/\W/g, '_')}-${count}.onnx`);
  const external = concat(...Object.entries(entries).map(([key, value]) => entry(key, value)));
  const fields = [varintField(1, count), varintField(2, 1), bytesField(8, text('w')), external, varintField(14, 1)];
  await writeFile(path, modelWithTensor(...fields));
  return path;
}

async function valuesAt(count: number, entries: Readonly<Record<string, string>>): Promise<number[]> {
  const { graph } = await readModel(await writeModel(count, entries));
  return Array.from(valuesOf(graph.initializers[0]!), Number);
}

test('values in another file of the folder, or below it, are read', async () => {
  expect(await valuesAt(8, { location: 'weights.bin' })).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await valuesAt(2, { location: 'weights.bin', offset: '8', length: '8' })).toEqual([2, 3]);
  expect(await valuesAt(1, { location: 'deeper/weights.bin', offset: '28' })).toEqual([7]);
});

describe('refused with the reason is', () => {
  const cases: [string, number, Record<string, string>, string, RegExp][] = [
    ['a path with ..', 8, { location: '../outside.bin' }, 'FORMAT_INVALID', /leads out/],
    ['.. in the middle of a path', 8, { location: 'deeper/../../outside.bin' }, 'FORMAT_INVALID', /leads out/],
    ['.. with backslashes', 8, { location: '..\\outside.bin' }, 'FORMAT_INVALID', /leads out/],
    ['an absolute path', 8, { location: '/etc/passwd' }, 'FORMAT_INVALID', /absolute/],
    ['a path with a drive', 8, { location: 'C:\\weights.bin' }, 'FORMAT_INVALID', /absolute/],
    ['a link to a file outside', 8, { location: 'link.bin' }, 'FORMAT_INVALID', /link out/],
    ['a link to a folder outside', 8, { location: 'up/outside.bin' }, 'FORMAT_INVALID', /link out/],
    ['a folder', 8, { location: 'deeper' }, 'FORMAT_INVALID', /no file/],
    ['no path', 8, { location: '' }, 'FORMAT_INVALID', /no path/],
    ['a file that is not there', 8, { location: 'other.bin' }, 'FILE_NOT_FOUND', /other\.bin/],
    ['an offset beyond the end', 1, { location: 'weights.bin', offset: '32' }, 'FORMAT_INVALID', /bytes 32 to 36/],
    ['a shape larger than the file', 9, { location: 'weights.bin' }, 'FORMAT_INVALID', /bytes 0 to 36 of the 32/],
    ['10^12 elements', 1e12, { location: 'weights.bin' }, 'FORMAT_INVALID', /of the 32/],
    ['a length that does not fit the shape', 2, { location: 'weights.bin', length: '4' }, 'FORMAT_INVALID', /claims 4/],
    ['a negative offset', 1, { location: 'weights.bin', offset: '-4' }, 'FORMAT_INVALID', /the offset "?-4/],
  ];
  test.each(cases)('%s', async (_, count, entries, code, message) => {
    const path = await writeModel(count, entries);
    await expect(readModel(path)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

test('a model to shrink is one file with the values of the others in it, or its own bytes as they are', async () => {
  const divided = await readSource(await writeModel(8, { location: 'weights.bin' }));
  const { graph } = decodeModel(divided.bytes, 'the whole');
  expect(Array.from(valuesOf(graph.initializers[0]!), Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const values = bytesField(9, new Uint8Array(8));
  // A field of no meaning, which writing the model anew would drop.
  const unknown = bytesField(99, text('kept'));
  const bytes = modelWithTensor(varintField(1, 2), varintField(2, 1), bytesField(8, text('w')), values, unknown);
  const path = join(folder, 'whole.onnx');
  await writeFile(path, bytes);
  expect(Buffer.from((await readSource(path)).bytes).equals(bytes)).toBe(true);
});

describe('an output said to be', () => {
  /** The shape of the output as read again, of a body whose outputs are two for each row. */
  async function readAs(shape: readonly (number | string)[] | undefined, batch: number | string) {
    const { graph, ...rest } = smallModel();
    const outputs = [{ name: 'y', elementType: 'float32', ...(shape && { shape }) }] as const;
    const inputs = [{ ...graph.inputs[0]!, shape: [batch, 3] }];
    const path = join(folder, 'said.onnx');
    await writeFile(path, encodeModel({ ...rest, graph: { ...graph, inputs, outputs } }));
    return (await readSource(path)).foreign.model.graph.outputs[0]!.shape;
  }

  test.each([
    ['of another width', ['N', 7], 'N', '[N, 7] but comes out as [batch, 2]'],
    ['of another rank', ['N'], 'N', '[N] but comes out as [batch, 2]'],
    ['of other rows than the model fixes', [5, 2], 8, '[5, 2] but comes out as [8, 2]'],
  ])('%s is refused with both shapes', async (_, shape, batch, said) => {
    await expect(readAs(shape, batch)).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
      message: expect.stringContaining(`said.onnx: the output y is said to be ${said}`),
    });
  });

  test.each([[['N', 2]], [['rows', 'classes']], [[5, 2]], [undefined]])('%j is read', async (...[shape]) => {
    expect(await readAs(shape, 'N')).toEqual(shape);
  });
});
