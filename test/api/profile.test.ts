import { stat } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { profileFiles } from '../../api/commands.ts';
import { writeModel } from '../../api/write-model.ts';
import { joined } from '../../core/index.ts';
import { encodeModel, type OnnxModel } from '../../onnx/index.ts';
import { renderHtml, renderMarkdown } from '../../runtime/index.ts';
// The room's inside: functions of a model's own are what our encoder does not write.
import { delimited } from '../../runtime/model-file/wire.ts';
import { float, modelOf, node } from '../onnx/models.ts';
import { linearModel, regression, table } from '../runtime/models.ts';
import { schemaFault } from '../support/report-schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const quiet = { signal: new AbortController().signal, onProgress: () => undefined, note: () => undefined };

/** y = x W */
function product(rows: string | number): OnnxModel {
  const value = (name: string, width: number) => ({ name, elementType: 'float32', shape: [rows, width] }) as const;
  const bytes = new Uint8Array(Float32Array.from({ length: 4000 }, (_, at) => at).buffer);
  return {
    irVersion: 8,
    opsets: [{ domain: '', version: 17 }],
    graph: {
      name: 'product',
      nodes: [{ opType: 'MatMul', inputs: ['x', 'W'], outputs: ['y'] }],
      initializers: [{ name: 'W', elementType: 'float32', shape: [40, 100], bytes }],
      inputs: [value('x', 40)],
      outputs: [value('y', 100)],
    },
    metadata: {},
  };
}

test('a model is profiled and counted whole where it keeps weights in another file', async () => {
  const path = folder.at('divided.onnx');
  await writeModel(path, product('n'), { externalData: true });
  const report = await profileFiles([path], { rounds: 1 }, quiet);
  const [model] = report.models;
  expect(model).toMatchObject({ parameters: 4000, macs: 4000 });
  expect(model!.sizeBytes).toBeGreaterThan(16_000);
  expect((await stat(path)).size).toBeLessThan(1000);
});

test('a model that only the runtime reads is profiled, without a count of its parameters', async () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const opset = delimited(9, [delimited(1, [text('')]), Uint8Array.of(16, 17)]);
  const own = delimited(25, [delimited(1, [text('Unused')]), opset, delimited(10, [text('')])]);
  const path = await folder.write('functions.onnx', joined(Uint8Array, [encodeModel(product('n')), own]));
  const plain = await folder.write('plain.onnx', encodeModel(product('n')));
  const report = await profileFiles([path, plain], { rounds: 1 }, quiet);
  expect(report.models.map(({ parameters }) => parameters)).toEqual([undefined, 4000]);
  expect(report.models[0]!.profiles).toHaveLength(1);
  expect(schemaFault(JSON.parse(JSON.stringify(report)))).toBeUndefined();
  expect(renderHtml(report)).not.toMatch(/undefined|NaN/);
  expect(renderMarkdown(report)).not.toMatch(/undefined|NaN/);
});

test('rows of one model are refused for another that would cut them differently', async () => {
  const metadata = { input: table, task: regression };
  const files = await Promise.all([
    folder.write('priced.onnx', linearModel(metadata).bytes),
    folder.write('other.onnx', encodeModel(product('n'))),
  ]);
  const names = table.kind === 'table' ? table.columns.map(({ name }) => name) : [];
  // As many values as a row of the other model has.
  const lines = Array.from({ length: 40 }, () => names.map(() => 1).join(','));
  const input = await folder.write('rows.csv', `${[names.join(','), ...lines].join('\n')}\n`);
  await expect(profileFiles(files, { rounds: 1, input }, quiet)).rejects.toMatchObject({
    code: 'SHAPE_MISMATCH',
    message: expect.stringContaining('takes 40 values a row'),
  });
});

describe('rows of a file, for a model that says nothing of its columns', () => {
  const count = { name: 'count', elementType: 'int64', shape: ['n', 1] } as const;
  const size = { name: 'size', elementType: 'float64', shape: ['n', 1] } as const;
  /** y = count / size, refused by the runtime where a count lies beyond five: it picks from a table of six. */
  const picky = modelOf({
    nodes: [node('Gather', ['table', 'count'], ['y'])],
    initializers: [float('table', [6], [0, 1, 2, 3, 4, 5])],
    inputs: [count, size],
    outputs: [{ name: 'y', elementType: 'float32', shape: ['n', 1] }],
  });

  test('are fed to its inputs by name, each in its own type', async () => {
    const path = await folder.write('picky.onnx', encodeModel(picky));
    const profiled = async (cells: string) =>
      profileFiles([path], { rounds: 1, input: await folder.write('sizes.csv', `size,count\n${cells}\n`) }, quiet);
    const { models } = await profiled('100.5,3\n-7,5');
    expect(models[0]!.profiles).toHaveLength(1);
    // By position, 100 would be the count.
    await expect(profiled('3,100')).rejects.toMatchObject({ code: 'PROVIDER_FAILED' });
  });

  test('are fed by position without the target, and refused where they do not fit', async () => {
    const path = await folder.write('forty.onnx', encodeModel(product('n')));
    const cells = (width: number) => Array.from({ length: width }, (_, at) => at).join();
    const input = await folder.write('forty.csv', `${cells(40)},y\n${cells(41)}\n`);
    const { models } = await profileFiles([path], { rounds: 1, input, target: 'y' }, quiet);
    expect(models[0]!.profiles).toHaveLength(1);
    await expect(profileFiles([path], { rounds: 1, input }, quiet)).rejects.toMatchObject({
      code: 'SHAPE_MISMATCH',
      message: expect.stringMatching(/takes 'x' \[n, 40\], but forty\.csv has 41 columns/),
    });
    const missing = await folder.write('missing.csv', `${cells(40)}\n${'1,'.repeat(39)}\n`);
    await expect(profileFiles([path], { rounds: 1, input: missing }, quiet)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/row 2, column 'column 40' is NaN/),
    });
  });
});
