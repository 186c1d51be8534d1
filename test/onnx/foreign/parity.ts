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
import { runOnnx } from '../../support/run-onnx.ts';

/** Expects that the model with its body rewritten computes what it did, to 1e-5 of the largest output. */
export async function expectSame(
  model: OnnxModel,
  shape: readonly number[],
  tolerance = 1e-5,
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
  return { ...foreign, spliced };
}
