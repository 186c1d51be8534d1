import { stat } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { profileFiles } from '../../api/commands.ts';
import { writeModel } from '../../api/write-model.ts';
import { joined } from '../../core/index.ts';
import { encodeModel, type OnnxModel } from '../../onnx/index.ts';
import { renderHtml, renderMarkdown } from '../../runtime/index.ts';
// The room's inside: functions of a model's own are what our encoder does not write.
import { delimited } from '../../runtime/model-file/wire.ts';
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
