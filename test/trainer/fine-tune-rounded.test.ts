import { describe, expect, test } from '@jest/globals';
import { predictionsOf, rawRows } from '../../api/index.ts';
import { compactWeights, graph, onGrid } from '../../core/index.ts';
import { exportModel, predictiveGraph, quantizeNetwork } from '../../exporter/index.ts';
import { load } from '../../runtime/index.ts';
import { fineTune } from '../../trainer/index.ts';
import { keepExport } from '../support/keep-export.ts';
import { cutNetwork, dataset, trainingLoss } from './fine-tune-case.ts';

describe('with rounded weights', () => {
  const accuracy = ({ history }: Awaited<ReturnType<typeof fineTune>>) => history.at(-1)!.validation.value;

  test('what is trained is what is exported: every weight on its grid, and the file answers as the network does', async () => {
    const before = await cutNetwork();
    const result = await fineTune(before, dataset, { epochs: 20, weightBits: [3, 5] });
    const layers = compactWeights(result.network);
    expect(layers.map(({ grid }) => grid?.bits)).toEqual([3, 5]);
    for (const { weight, grid } of layers) expect(onGrid(weight, grid!).data).toEqual(weight.data);
    const rows = rawRows(dataset, dataset.split.test);
    const reference = graph.evaluate(
      Object.values(predictiveGraph(result.network, dataset.split.test.length).outputs),
      {
        input: rows,
      },
    )[0]!;
    for (const lean of [false, true]) {
      const bytes = exportModel(result.network, { lean });
      keepExport(`fine-tuned-codes-${lean}`, bytes);
      await using model = await load(bytes);
      const outputs = await predictionsOf(model, rows);
      const difference = (at: number) => outputs[2 * at]! - outputs[2 * at + 1]!;
      const expected = (at: number) => reference[2 * at]! - reference[2 * at + 1]!;
      for (let at = 0; at < dataset.split.test.length; at++) {
        expect(Math.abs(difference(at) - expected(at))).toBeLessThan(
          (lean ? 1e-2 : 1e-4) * (1 + Math.abs(expected(at))),
        );
      }
    }
  });

  test('explains the examples better than rounding afterwards does', async () => {
    const before = await cutNetwork();
    const plain = await fineTune(before, dataset, { epochs: 20 });
    const rounded = await fineTune(before, dataset, { epochs: 20, weightBits: 2 });
    const roundedAfterwards = trainingLoss(quantizeNetwork(plain.network, 'int2'));
    expect(trainingLoss(rounded.network)).toBeLessThan(roundedAfterwards);
    expect(accuracy(rounded)).toBeGreaterThan(0.5);
  });

  test('units that share a step learn it together', async () => {
    const before = await cutNetwork();
    const options = { epochs: 20, weightBits: 4 };
    const [apart, together] = await Promise.all(
      [false, true].map((sharesSteps) => fineTune(before, dataset, { ...options, sharesSteps })),
    );
    const [hidden] = compactWeights(together!.network);
    expect(new Set(hidden!.grid!.steps).size).toBe(1);
    expect(onGrid(hidden!.weight, hidden!.grid!).data).toEqual(hidden!.weight.data);
    expect(trainingLoss(together!.network)).toBeLessThan(1.2 * trainingLoss(apart!.network));
  });

  test('codes that there are not are refused', async () => {
    const before = await cutNetwork();
    await expect(fineTune(before, dataset, { weightBits: 9 })).rejects.toThrow(/from 2 to 8, not 9/);
    await expect(fineTune(before, dataset, { weightBits: [4] })).rejects.toThrow(/that of the layers with weights, 2/);
  });
});
