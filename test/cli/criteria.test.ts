import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();

interface Exported {
  readonly criterion: string;
  readonly activeWeights?: number;
  readonly after: { readonly parameters: number };
}

describe('a table, cut by other criteria than the inclusion that was found', () => {
  const posterior = () => folder.at('mixture.safetensors');

  beforeAll(async () => {
    await folder.write('labels.csv', table('label'));
    const common = ['--network', '6-12-2', '--epochs', '60', '--target', 'label', '--no-teacher'];
    for (const family of ['mixture', 'weight']) {
      const output = folder.at(`${family}.safetensors`);
      await secateurJson('train', folder.at('labels.csv'), '-o', output, '--family', family, ...common);
    }
  });

  test.each(['mixture-b', 'savage-dickey', 'bmr', 'magnitude', 'snr'])('%s', async (criterion) => {
    const options = ['-o', folder.at('cut.onnx'), '--criterion', criterion, '--rule', 'budget=40'];
    const exported = await secateurJson<Exported>('export', posterior(), ...options);
    expect(exported.criterion).toBe(criterion);
    expect(exported.after.parameters).toBeLessThanOrEqual(40);
    expect((await secateur('inspect', folder.at('cut.onnx'))).stdout).toMatch(new RegExp(`budget=40 by ${criterion}`));
  });

  test('taylor looks at the data', async () => {
    const options = ['-o', folder.at('cut.onnx'), '--criterion', 'taylor', '--rule', 'budget=40'];
    const exported = await secateurJson<Exported>('export', posterior(), ...options, '--data', folder.at('labels.csv'));
    expect(exported.after.parameters).toBeLessThanOrEqual(40);
    expectRefusal(await secateur('export', posterior(), ...options), 2, /criterion taylor needs the data.*--data/);
  });

  test('options that nothing would read are refused', async () => {
    const exporting = (...more: string[]) => secateur('export', posterior(), '-o', folder.at('idle.onnx'), ...more);
    expectRefusal(await exporting('--dense', '--criterion', 'snr'), 2, /--dense.*cannot be used with.*--criterion/);
    for (const idle of [['--target', 'label'], ['--test-fraction', '0.3'], ['--grey'], ['--image-size', '4x4']]) {
      expectRefusal(await exporting(...idle), 2, new RegExp(`${idle[0]} needs --fine-tune <data>`));
    }
  });

  test('a criterion without probabilities needs a budget, and says so', async () => {
    const options = ['-o', folder.at('no.onnx'), '--criterion', 'snr'];
    expectRefusal(await secateur('export', posterior(), ...options), 2, /median asks for probabilities.*budget/);
    expect(await folder.list()).not.toContain('no.onnx');
  });

  test('the family of single weights says how many are active', async () => {
    const weight = folder.at('weight.safetensors');
    const exported = await secateurJson<Exported>('export', weight, '-o', folder.at('weight.onnx'));
    expect(exported.activeWeights).toBeLessThan(exported.after.parameters);
    const { stdout } = await secateur('inspect', weight);
    expect(stdout).toMatch(/Layer 1 weights +\d+ of 72 above 1\/2/);
    expect(stdout).toMatch(/Top features +(x|colour=red) /);
    expect((await secateur('inspect', folder.at('weight.onnx'))).stdout).toMatch(/active weights/);
  });
});
