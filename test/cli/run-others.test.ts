import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { encode } from 'fast-png';
import { graph } from '../../core/index.ts';
import { encodeModel, lowerGraph, type OnnxValue } from '../../onnx/index.ts';
import { float, modelOf, node } from '../onnx/models.ts';
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

  const value = (name: string, width: number, elementType: OnnxValue['elementType'] = 'float32'): OnnxValue => ({
    name,
    elementType: elementType!,
    shape: ['n', width],
  });

  test('refuses values that are missing or infinite, unless the model knows what to do with missing ones', async () => {
    const plain = modelOf({ inputs: [value('x', 2)], outputs: [value('y', 2)], nodes: [node('Relu', ['x'], ['y'])] });
    const filling = modelOf({
      inputs: [value('x', 2)],
      outputs: [value('y', 2)],
      initializers: [float('zero', [], [0])],
      nodes: [node('IsNaN', ['x'], ['m']), node('Where', ['m', 'zero', 'x'], ['y'])],
    });
    await folder.write('plain.onnx', encodeModel(plain));
    await folder.write('filling.onnx', encodeModel(filling));
    await folder.write('missing.csv', 'a,b\n1,2\n3,\n');
    await folder.write('infinite.csv', 'a,b\n1,2\ninf,4\n');
    const runOn = (model: string, rows: string) =>
      secateur('run', folder.at(model), '--input', folder.at(rows), '--json');
    expectRefusal(await runOn('plain.onnx', 'missing.csv'), 3, /row 2, column 'b' is NaN\..*give a number/);
    for (const model of ['plain.onnx', 'filling.onnx']) {
      expectRefusal(await runOn(model, 'infinite.csv'), 3, /row 2, column 'a' is Infinity\. Give a finite number/);
    }
    expect(JSON.parse((await runOn('filling.onnx', 'missing.csv')).stdout)[1]).toEqual({ 'y 0': 3, 'y 1': 0 });
  });

  test('prints scores that are packed into maps, headed by their classes', async () => {
    const zipped = (input: string, output: string, classes: readonly string[]) =>
      node('ZipMap', [input], [output], {
        domain: 'ai.onnx.ml',
        attributes: { classlabels_strings: { type: 'strings', value: classes } },
      });
    const graph = {
      nodes: [
        node('Softmax', ['x'], ['p']),
        zipped('p', 'first', ['low', 'mid', 'high']),
        zipped('x', 'second', ['red', 'green', 'blue']),
      ],
      inputs: [value('x', 3)],
      outputs: [{ name: 'first' }, { name: 'second' }],
    };
    const opsets = [
      { domain: '', version: 13 },
      { domain: 'ai.onnx.ml', version: 3 },
    ];
    const model = modelOf(graph, { opsets });
    const file = await folder.write('zipped.onnx', encodeModel(model));
    const [header, row] = await lines(file, '--input', await folder.write('three.csv', '0,0,1\n'));
    expect(header).toBe('prediction,first low,first mid,first high,second red,second green,second blue');
    expect(row).toMatch(/^high,0.2119\d+,0.2119\d+,0.5761\d+,0,0,1$/);
  });

  test('keeps every column of its JSON, whatever the outputs are called, and whole numbers whole', async () => {
    const graph = {
      nodes: [
        node('Identity', ['x'], ['prediction']),
        node('Cast', ['x'], ['y 0'], { attributes: { to: { type: 'int', value: 7n } } }),
        node('Concat', ['x', 'x'], ['y'], { attributes: { axis: { type: 'int', value: 1n } } }),
      ],
      inputs: [value('x', 1)],
      outputs: [value('prediction', 1), value('y', 2), value('y 0', 1, 'int64')],
    };
    const named = modelOf(graph, { metadata: { classes: '["no", "yes"]' } });
    const file = await folder.write('named-alike.onnx', encodeModel(named));
    const input = await folder.write('large.csv', '123456792\n');
    const [row] = await secateurJson<Record<string, unknown>[]>('run', file, '--input', input);
    const large = 123_456_792;
    expect(row).toEqual({ prediction: large, 'y no': large, 'y yes': large, 'y 0': large });
    const unnamed = await folder.write('unnamed.onnx', encodeModel(modelOf(graph)));
    const [other] = await secateurJson<Record<string, unknown>[]>('run', unnamed, '--input', input);
    expect(other).toEqual({ prediction: large, 'y 0': large, 'y 1': large, 'y 0 (2)': large });
  });

  test('puts side by side the numbers that scikit-learn answers one below the other', async () => {
    const model = fileURLToPath(new URL('../../../test/fixtures/foreign/sklearn-targets-17.onnx', import.meta.url));
    const rows = [
      '0.98,514.5,294,110.25,7,2,0,0',
      '0.98,514.5,294,110.25,7,3,0,0',
      '0.62,808.5,367.5,220.5,3.5,5,.4,5',
    ];
    const [header, first, second] = await lines(
      model,
      '--input',
      await folder.write('three.csv', `${rows.join('\n')}\n`),
    );
    expect(header).toBe('variable 0,variable 1');
    expect(first).toMatch(/^20.3566\d*,1.1403\d*$/);
    expect(second).toMatch(/^20.3088\d*,1.1194\d*$/);
  });

  test('refuses to add probabilities to what the model itself puts out', async () => {
    const args = ['--input', folder.at('rows.csv'), '--probabilities'];
    expectRefusal(await secateur('run', folder.at('one.onnx'), ...args), 2, /all that they put out is printed/);
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
