import { expect, test } from '@jest/globals';
import { withNetwork } from '../../../api/shrink/body/replaced.ts';
import { lastActivationOf, startNetwork } from '../../../api/shrink/body/start-network.ts';
import { stored } from '../../../api/shrink/body/stored.ts';
import { featureNames } from '../../../core/index.ts';
import { quantizeNetwork } from '../../../exporter/index.ts';
import { encodeModel } from '../../../onnx/index.ts';
import { load } from '../../../runtime/index.ts';
import { foreignCase, madeUpTable } from '../../support/foreign-case.ts';

test.each([['int8'], ['int4'], ['int2']] as const)(
  'Weights that lie on %s codes are stored as just these',
  async (weights) => {
    const dataset = await madeUpTable(['0', '1', '2']);
    const { foreign } = await foreignCase(dataset, { inputs: 'one', answers: 'sums' });
    const body = foreign.body!;
    // Columns of very different scales: folded into the weights, no grid found anew would hold them.
    const columns = featureNames(dataset.input).map((name, at) => ({
      ...{ kind: 'numeric' as const, name, imputed: false },
      ...{ mean: at, scale: 10 ** (at - 4) },
    }));
    const start = startNetwork(body, { kind: 'table', columns }, dataset.task);
    const coded = quantizeNetwork(start, weights);
    const replaced = withNetwork(foreign, coded, lastActivationOf(body.network));
    expect(Object.keys(replaced.grids)).toHaveLength(3);
    const rows = Float32Array.from({ length: 5 * columns.length }, (_, at) => {
      const { mean, scale } = columns[at % columns.length]!;
      return mean + scale * Math.sin(at);
    });
    const answers = async (options: Parameters<typeof stored>[1]) => {
      await using model = await load(encodeModel(stored(replaced, options)));
      const answer = await model.run({
        [model.inputs[0]!.name]: { type: 'float32', data: rows, dims: [5, columns.length] },
      });
      return answer[model.outputs[0]!.name]!.data as Float32Array;
    };
    const exact = await answers({});
    const largest = Math.max(...exact.map(Math.abs));
    for (const lean of [false, true]) {
      const answered = await answers({ weights, lean });
      const difference = Math.max(...answered.map((value, at) => Math.abs(value - exact[at]!)));
      expect(difference / largest).toBeLessThan(lean ? 8e-3 : 1e-5);
    }
  },
);
