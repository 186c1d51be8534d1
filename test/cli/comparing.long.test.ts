import { beforeAll, expect, test } from '@jest/globals';
import { readModel, writeModel } from '../../api/index.ts';
import { type AnswersCompared, type Comparison, parseReport } from '../../runtime/index.ts';
import { schemaFault } from '../support/report-schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { makeBigAndSmall } from './big-and-small.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();

beforeAll(() => makeBigAndSmall(folder));

const quick = ['--rounds', '1', '--quiet'];

test('compare --data says who is right more often, how often they agree, and how sure each is', async () => {
  const models = [folder.at('big.onnx'), folder.at('small.onnx')];
  const asked = ['--data', folder.at('data.csv'), '--target', 'label'];
  const output = ['-o', folder.at('compared.json')];
  const { exitCode, stdout, stderr } = await secateur(
    ...['compare', ...models, ...asked, ...quick, ...output, '--fail-if', 'accuracy<-100%,agreement<0%,ece>100%'],
  );
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  for (const line of [/Accuracy +[\d.]+ % -> [\d.]+ % on/, /McNemar +only the first.*p = /, /Agreement/, /Log loss/]) {
    expect(stdout).toMatch(line);
  }
  const { models: kept, comparisons } = parseReport(String(await folder.read('compared.json')), 'compared.json');
  expect(schemaFault(JSON.parse(String(await folder.read('compared.json'))))).toBeUndefined();
  const { answers } = comparisons![0]!;
  const [before, after] = kept.map((model) => model.answers!);
  const rows = before!.targets.length;
  const rightOf = ({ values, targets }: typeof before & object) => values.map((value, row) => value === targets[row]);
  const [first, second] = [rightOf(before!), rightOf(after!)];
  const onlyBefore = first.filter((right, row) => right && !second[row]).length;
  const onlyAfter = second.filter((right, row) => right && !first[row]).length;
  expect(answers).toMatchObject({ rows, figure: 'accuracy', mcnemar: { onlyBefore, onlyAfter } });
  expect(answers!.after - answers!.before).toBeCloseTo((onlyAfter - onlyBefore) / rows, 12);
  expect(answers!.certainty!.before.expectedCalibrationError).toBeLessThan(1);

  const failed = await secateur('compare', ...models, ...asked, ...quick, '--fail-if', 'agreement<100.5%');
  expect(failed).toMatchObject({
    exitCode: 7,
    stderr: expect.stringMatching(/agreement of small is \d[\d.]*% \(less/),
  });
});

test('models that keep weights in other files are asked as well', async () => {
  await writeModel(folder.at('divided.onnx'), await readModel(folder.at('small.onnx')), { externalData: true });
  const [found] = await secateurJson<(Comparison & { answers?: AnswersCompared })[]>(
    ...['compare', folder.at('small.onnx'), folder.at('divided.onnx'), '--data', folder.at('data.csv'), ...quick],
  );
  expect(found!.answers).toMatchObject({ agreement: 1 });
});

test('rows that a model cannot answer are refused before anything is measured', async () => {
  const data = await folder.write('unknown.csv', table('label').replaceAll('"yes"', 'perhaps'));
  const models = [folder.at('big.onnx'), folder.at('small.onnx')];
  for (const command of [
    ['compare', ...models],
    ['profile', ...models, '-o', folder.at('none.json')],
  ]) {
    const refused = await secateur(...command, '--data', data, '--rounds', '1');
    expectRefusal(refused, 3, /holds the class 'perhaps'/);
    expect(refused.stderr).not.toContain('profile:');
  }
});

test('answers that profile kept compare later, and only with answers to the same rows', async () => {
  const profile = (model: string, data: string, output: string) =>
    secateur('profile', folder.at(model), '--data', data, ...quick, '-o', folder.at(output));
  const other = await folder.write('other.csv', table('label', 90));
  await profile('big.onnx', folder.at('data.csv'), 'big.json');
  await profile('small.onnx', folder.at('data.csv'), 'small.json');
  await profile('small.onnx', other, 'elsewhere.json');
  const compare = (name: string) =>
    secateurJson<(Comparison & { answers?: AnswersCompared })[]>('compare', folder.at('big.json'), folder.at(name));
  const [together] = await compare('small.json');
  expect(together!.answers!.figure).toBe('accuracy');
  const [apart] = await compare('elsewhere.json');
  expect(apart!.answers).toBeUndefined();
  const noted = await secateur(
    'compare',
    folder.at('big.json'),
    folder.at('elsewhere.json'),
    '--fail-if',
    'accuracy<0%',
  );
  expect(noted.stderr).toMatch(/asked about different rows/);
  expect(noted.stderr).toMatch(/--fail-if accuracy: it was not measured/);
  expect(noted.exitCode).toBe(3);
  expectRefusal(
    await secateur('compare', folder.at('big.json'), folder.at('small.json'), '--data', other),
    2,
    /--data asks models, and reports hold none/,
  );
});

test.each(['accuracy>1%', 'p50<1x', 'p50>-1x', 'agreement<99x', 'speed>1x', 'p50>', ''])(
  'refuses the condition %p',
  async (...[condition]) => {
    const models = [folder.at('big.onnx'), folder.at('small.onnx')];
    expectRefusal(await secateur('compare', ...models, '--fail-if', condition), 2, /Cannot read --fail-if/);
  },
);
