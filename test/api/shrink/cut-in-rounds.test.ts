import { expect, test } from '@jest/globals';
import { fitBody } from '../../../api/shrink/body/fit-body.ts';
import { prepare } from '../../../api/shrink/body/prepared.ts';
import { withNetwork } from '../../../api/shrink/body/replaced.ts';
import { lastActivationOf } from '../../../api/shrink/body/start-network.ts';
import { cutInRounds } from '../../../api/shrink/cut/cut-in-rounds.ts';
import { type CutContext, finishedCut } from '../../../api/shrink/cut/finished-cut.ts';
import { examine } from '../../../api/shrink/reading/examined.ts';
import { compactWeights, randomStream } from '../../../core/index.ts';
import { datasetFrom } from '../../../datasets/index.ts';
import { parseBudget } from '../../../exporter/index.ts';
import { encodeModel } from '../../../onnx/index.ts';
import { load } from '../../../runtime/index.ts';
import { foreignGraph } from '../../onnx/foreign/foreign-graph.ts';
import { sourceOf } from '../../support/foreign-case.ts';

test('a network without filters loses in rounds what its posterior holds for least probable', async () => {
  const made = foreignGraph(17, randomStream(2, 'dense'));
  const layer = (from: string, inputs: number, units: number) =>
    made.node('Gemm', [from, made.weights([inputs, units]), made.weights([units])]);
  const hidden = made.node('Relu', [layer('x', 4, 12)]);
  const source = sourceOf(made.model(layer(made.node('Relu', [layer(hidden, 12, 8)]), 8, 1), ['N', 4], ['N', 1]));
  const values = Float32Array.from({ length: 300 * 4 }, randomStream(4, 'rows').normal);
  await using model = await load(source.bytes);
  const { y } = await model.run({ x: { type: 'float32', data: values, dims: [300, 4] } });
  const rows = Array.from({ length: 300 }, (_, row) => ({
    ...Object.fromEntries([0, 1, 2, 3].map((column) => [`x${column}`, values[4 * row + column]!])),
    y: Number(y!.data[row]),
  }));
  const dataset = await datasetFrom(rows, { target: 'y', task: 'regression', keepConstant: true });
  const { body } = source.foreign;
  const prepared = (await prepare(source, body!, dataset, await examine(source, dataset, undefined), undefined))!;
  const options = { dataset, budget: parseBudget('params<80'), epochs: 4, fineTuneEpochs: 2 };
  const context: CutContext = {
    ...{ original: source.bytes, prepared, way: 'fit' },
    render: (network) => encodeModel(withNetwork(source.foreign, network, lastActivationOf(body!.network)).model),
  };
  const { posterior } = await fitBody(prepared.dataset!, prepared.start, 0, options);
  const atOnce = await finishedCut(posterior, undefined, options, context);
  const stages = new Set<string>();
  const onProgress = ({ stage }: { readonly stage: string }) => stages.add(stage);
  const inRounds = await cutInRounds(prepared.dataset!, posterior, { ...options, onProgress }, context);
  const { keptInputs, keptUnits, after } = atOnce.plan;
  expect(inRounds.plan).toMatchObject({ keptInputs, keptUnits, after });
  expect(inRounds.plan.why).toMatch(/^Budget params<80\. Removed in 4 rounds what was least probable: 4-12-8-1/);
  expect(compactWeights(inRounds.network)).not.toEqual(compactWeights(atOnce.network));
  expect([...stages].filter((stage) => stage.startsWith('cut'))).toEqual(
    [1, 2, 3, 4].map((round) => `cut, round ${round} of 4`),
  );
});
