import { mkdir } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { encode } from 'fast-png';
import { graph } from '../../core/index.ts';
import { encodeModel, lowerGraph } from '../../onnx/index.ts';
import { modelOf, node } from '../onnx/models.ts';
import { columnNames, foreignCase, madeUpTable } from '../support/foreign-case.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';

const folder = temporaryFolder();
const lines = async (...args: string[]) => (await secateur('run', ...args)).stdout.trimEnd().split('\n');

beforeAll(async () => {
  const dataset = await madeUpTable(['1', '2', '3']);
  await folder.write('named.onnx', (await foreignCase(dataset, { inputs: 'by-name', answers: 'label' })).bytes);
  await folder.write('one.onnx', (await foreignCase(dataset, { inputs: 'one', answers: 'sums' })).bytes);
  const width = columnNames.length;
  const cells = Array.from({ length: 5 }, (_, row) => [...dataset.rows.subarray(row * width, (row + 1) * width)]);
  const table = (names: readonly string[], rows: readonly (readonly number[])[]) =>
    `${[names, ...rows].map((row) => row.join()).join('\n')}\n`;
  await folder.write('rows.csv', table(columnNames, cells));
  await folder.write('bare.csv', `${cells.map((row) => row.join()).join('\n')}\n`);
  await folder.write(
    'targets.csv',
    table(
      [...columnNames, 'class'],
      cells.map((row) => [...row, 1]),
    ),
  );
  await folder.write(
    'mixed.csv',
    table(
      [...columnNames].reverse(),
      cells.map((row) => [...row].reverse()),
    ),
  );
});

describe('secateur run with a model that somebody else made', () => {
  test('feeds columns by the names of its inputs, in any order and beside others', async () => {
    const expected = await lines(folder.at('named.onnx'), '--input', folder.at('rows.csv'));
    expect(expected).toHaveLength(6);
    expect(expected[0]).toMatch(/label/);
    for (const file of ['mixed.csv', 'targets.csv']) {
      expect(await lines(folder.at('named.onnx'), '--input', folder.at(file))).toEqual(expected);
    }
  });

  test('feeds columns by position, with or without a header, and leaves out a target', async () => {
    const expected = await lines(folder.at('one.onnx'), '--input', folder.at('rows.csv'));
    expect(expected[0]!.split(',')).toHaveLength(3);
    expect(await lines(folder.at('one.onnx'), '--input', folder.at('bare.csv'))).toEqual(expected);
    const target = ['--input', folder.at('targets.csv'), '--target', 'class'];
    expect(await lines(folder.at('one.onnx'), ...target)).toEqual(expected);
    const wide = await secateur('run', folder.at('one.onnx'), '--input', folder.at('targets.csv'));
    expectRefusal(wide, 3, /has 9 columns.*--target/);
    const none = await secateur('run', folder.at('named.onnx'), '--input', folder.at('bare.csv'), '--target', 'class');
    expectRefusal(none, 3, /has no column 'class'/);
  });

  test('feeds an image file between what the model takes for black and white', async () => {
    const pixels = graph.input('pixels', [1, 1, 2, 2]);
    const sum = graph.reduceSum(pixels, [1, 2, 3]);
    const model = await folder.write('sum.onnx', encodeModel(lowerGraph({ sum }, { batchSymbol: 'N' })));
    const png = encode({ width: 2, height: 2, channels: 1, depth: 8, data: Uint8Array.of(0, 255, 255, 51) });
    const image = await folder.write('image.png', png);
    const sumOf = async (...more: string[]) =>
      (await secateurJson<{ sum: number }[]>('run', model, '--input', image, ...more))[0]!.sum;
    expect(await sumOf()).toBeCloseTo(2.2, 5);
    expect(await sumOf('--pixel-scale', '-1:1')).toBeCloseTo(0.4, 5);
    expect((await secateur('run', model, '--input', image)).stderr).toMatch(/fed as 0:1 .*--pixel-scale/);
    expectRefusal(await secateur('run', model, '--input', image, '--image-size', '3x3'), 3, /images of 3 x 3/);

    const scales = await secateur('run', model, '--input', image, '--pixel-scale', '0:1,-1:1');
    expectRefusal(scales, 2, /has 2 pairs, but the images have 1 channel\./);

    for (const name of ['a', 'b']) {
      await mkdir(folder.at(`images/${name}`), { recursive: true });
      for (const number of [1, 2, 3, 4, 5]) await folder.write(`images/${name}/${number}.png`, png);
    }
    const ofFolder = ['--input', folder.at('images'), '--pixel-scale', '-1:1', '--json'];
    const { stdout } = await secateur('run', model, ...ofFolder);
    expect(JSON.parse(stdout)).toEqual(Array(10).fill({ sum: expect.closeTo(0.4, 5) }));
  });

  test('refuses numbers that its whole ones do not hold, and options that the rows have no use for', async () => {
    const cast = modelOf({
      nodes: [node('Cast', ['x'], ['y'], { attributes: { to: { type: 'int', value: 1n } } })],
      inputs: [{ name: 'x', elementType: 'uint8', shape: ['n', 2] }],
      outputs: [{ name: 'y', elementType: 'float32', shape: ['n', 2] }],
    });
    const model = await folder.write('bytes.onnx', encodeModel(cast));
    const runOn = async (rows: string, ...more: string[]) =>
      secateur('run', model, '--input', await folder.write('bytes.csv', rows), ...more);
    expect((await runOn('0,255\n')).stdout).toBe('y 0,y 1\n0,255\n');
    expectRefusal(await runOn('0,256\n'), 3, /'x' takes uint8, but the data has 256 there/);
    expectRefusal(await runOn('-1,1\n'), 3, /the data has -1 there/);
    expectRefusal(await runOn('nan,1\n'), 3, /missing values there/);
    expectRefusal(await runOn('0,1\n', '--grey'), 2, /grey has no use here/);
  });

  test('of a package is fed and read as its card says: columns by name, scaled, and labels', async () => {
    const card = (more: object) =>
      JSON.stringify({
        ...{ kind: 'secateur-card', version: 1, reference: { source: 'node-cpu', tolerance: 0.01, rows: 1 } },
        ...more,
      });
    const columns = columnNames.map((name) => ({ name }));
    const task = { kind: 'classification', labels: ['low', 'mid', 'high'] };
    await mkdir(folder.at('packed'));
    await folder.write('packed/model.onnx', await folder.read('one.onnx'));
    await folder.write('packed/card.json', card({ feeds: [{ input: 'x', columns }], task }));
    const packed = await lines(folder.at('packed'), '--input', folder.at('mixed.csv'));
    const plain = await lines(folder.at('one.onnx'), '--input', folder.at('rows.csv'));
    expect(packed[0]).toMatch(/^prediction,\S+ low,\S+ mid,\S+ high$/);
    expect(packed.slice(1).map((line) => line.replace(/^\w+,/, ''))).toEqual(plain.slice(1));

    const scaled = columnNames.map((name) => ({ name, mean: 0, scale: 2 }));
    await folder.write('packed/card.json', card({ feeds: [{ input: 'x', columns: scaled }] }));
    expect(await lines(folder.at('packed'), '--input', folder.at('rows.csv'))).not.toEqual(plain);
    for (const spoiled of [
      { columns: 'all' },
      { columns: [{ name: 'height', mean: 1, scale: 0 }] },
      { image: { pixels: [0, 1] } },
    ]) {
      await folder.write('packed/card.json', card({ feeds: [{ input: 'x', ...spoiled }] }));
      expectRefusal(
        await secateur('run', folder.at('packed'), '--input', folder.at('rows.csv')),
        3,
        /card\.json: feeds\.0\.(columns|image)/,
      );
    }
  });
});
