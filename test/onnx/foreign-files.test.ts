import { describe, expect, test } from '@jest/globals';
import { decodeModel, encodeModel } from '../../onnx/index.ts';
import { differences, fixtureBytes, foreignFixtures, referenceOf } from './foreign-fixtures.ts';

/** How far answers may be from those of another version of onnxruntime, by how the file holds its numbers. */
function toleranceOf(name: string): number {
  if (/dynamic|qdq|qoperator/.test(name)) return 0.02;
  return /half|float16/.test(name) ? 5e-3 : 1e-4;
}

test('there are files of every exporter', () => {
  for (const exporter of ['script', 'dynamo', 'tf2onnx', 'keras', 'sklearn', 'qdq', 'dynamic']) {
    expect(foreignFixtures.filter((name) => name.includes(exporter))).not.toEqual([]);
  }
});

describe.each(foreignFixtures)('%s', (name) => {
  test('is decoded, and answers the same after encoding', async () => {
    const model = decodeModel(fixtureBytes(name), `${name}.onnx`);
    const found = await differences(encodeModel(model), referenceOf(name));
    expect(Object.keys(found)).not.toEqual([]);
    for (const difference of Object.values(found)) expect(difference).toBeLessThan(toleranceOf(name));
  });
});
