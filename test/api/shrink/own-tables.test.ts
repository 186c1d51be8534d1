import { expect, test } from '@jest/globals';
import { shrinkModel } from '../../../api/index.ts';
import { parseNetwork, randomStream } from '../../../core/index.ts';
import { datasetFrom } from '../../../datasets/index.ts';
import { exportModel, parseBudget } from '../../../exporter/index.ts';
import { decodeModel } from '../../../onnx/index.ts';
import { load } from '../../../runtime/index.ts';
import { randomNetwork } from '../../../trainer/index.ts';
import { sourceOf } from '../../support/foreign-case.ts';

const input = {
  kind: 'table',
  columns: [
    { kind: 'numeric', name: 'age', mean: 40, scale: 10, imputed: false },
    { kind: 'categorical', name: 'city', categories: ['Oslo', 'Rome', 'Lima'] },
  ],
} as const;
const task = { kind: 'classification', labels: ['no', 'yes'] } as const;

test('one of our own models is fed text and columns as it was trained on them, whatever their order in the table', async () => {
  const network = randomNetwork(input, task, [0, 1, 2, 3], parseNetwork('4-12-8-2'), 1);
  const source = sourceOf(decodeModel(exportModel(network), 'own.onnx'));
  const random = randomStream(1, 'people');
  const people = Array.from({ length: 300 }, () => ({
    city: ['Rome', 'Lima', 'Oslo'][Math.floor(3 * random.uniform())]!,
    age: 40 + 30 * random.normal(),
  }));
  await using model = await load(source.bytes);
  const answers = model.kind === 'classification' ? await model.predict(people) : [];
  const rows = people.map((person, at) => ({ ...person, y: answers[at]!.label }));
  const dataset = await datasetFrom(rows, { target: 'y', task: 'classification' });
  const { report } = await shrinkModel(source, { dataset, budget: parseBudget('params<80'), way: 'weights' });
  expect(new Set(rows.map(({ y }) => y)).size).toBe(2);
  expect(report.answers).toMatchObject({ figure: 'accuracy', before: 1 });
  expect(report.file.after.parameters).toBeLessThan(80);
});
