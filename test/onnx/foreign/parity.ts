import { expect } from '@jest/globals';
import { randomStream } from '../../../core/index.ts';
import {
  bodyGraph,
  type ForeignModel,
  type OnnxModel,
  readForeign,
  spliceBody,
  validateModel,
} from '../../../onnx/index.ts';
import { expectExact } from '../../support/expect-exact.ts';
import { runOnnx } from '../../support/run-onnx.ts';

const usual = 1e-5;

/**
 * Expects that the model with its body rewritten computes what it did, to 1e-5 of the largest output in onnxruntime; and in
 * float64, where another tolerance does not say that the file holds less precise numbers, as `expectExact` does.
 */
export async function expectSame(
  model: OnnxModel,
  shape: readonly number[],
  tolerance = usual,
): Promise<ForeignModel & { readonly spliced: OnnxModel }> {
  const foreign = readForeign(model);
  const { model: spliced } = spliceBody(foreign, bodyGraph(foreign.body!));
  validateModel(spliced, 'the spliced model');
  const random = randomStream(1, 'rows');
  const count = shape.reduce((product, size) => product * size, 1);
  const feeds = { x: { shape, data: Array.from({ length: count }, () => 2 * random.uniform() - 1) } };
  const [wanted, got] = [await runOnnx(model, feeds, { asWritten: true }), await runOnnx(spliced, feeds)];
  for (const [name, { data, shape: outShape }] of Object.entries(wanted)) {
    expect(got[name]!.shape).toEqual(outShape);
    const largest = Math.max(...data.map(Math.abs), 1e-3);
    const error = Math.max(...data.map((value, at) => Math.abs(value - got[name]!.data[at]!)));
    expect(error / largest).toBeLessThan(tolerance);
  }
  if (tolerance === usual) expectExact(model, foreign, feeds);
  return { ...foreign, spliced };
}
