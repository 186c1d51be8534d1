import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();

interface Exported {
  readonly weights: string | readonly string[];
  readonly after: { readonly parameters: number; readonly sizeBytes: number };
  readonly storageCost?: Readonly<Record<'before' | 'after', { readonly value: number }>>;
}

describe('a table, exported with', () => {
  const data = () => folder.at('labels.csv');
  const posterior = () => folder.at('node.safetensors');
  const exported = (...options: string[]) =>
    secateurJson<Exported>('export', posterior(), '-o', folder.at('small.onnx'), '--rule', 'budget=4000', ...options);

  beforeAll(async () => {
    await folder.write('labels.csv', table('label', 400));
    const options = ['--network', '6-96-64-2', '--epochs', '40', '--target', 'label'];
    await secateurJson('train', data(), '-o', posterior(), ...options);
  });

  test('codes of fewer bits is smaller, and says what that cost', async () => {
    const sizes: number[] = [];
    for (const weights of ['float32', 'int8', 'int4']) {
      const { after, ...rest } = await exported('--weights', weights, '--lean');
      expect(rest.weights).toBe(weights);
      sizes.push(after.sizeBytes);
    }
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    const { storageCost } = await exported('--weights', 'int4', '--data', data(), '--target', 'label');
    expect(storageCost!.after.value).toBeGreaterThan(storageCost!.before.value - 0.1);
    const { stdout } = await secateur('run', folder.at('small.onnx'), '--input', data());
    expect(stdout).toMatch(/yes/);
  });

  test('codes that fine-tuning knew of', async () => {
    const tuning = ['--fine-tune', data(), '--target', 'label', '--fine-tune-epochs', '20'];
    const { storageCost } = await exported('--weights', 'int3', '--lean', ...tuning);
    expect(storageCost!.after.value).toBeGreaterThan(0.8);
  });

  test('as many bits for each layer as its precision is worth', async () => {
    const { weights } = await exported('--weights', 'auto', '--lean');
    expect(weights).toHaveLength(3);
    expect([...weights].every((format) => /^(int[2-8]|float32)$/.test(format))).toBe(true);
    expectRefusal(
      await secateur('export', posterior(), '-o', folder.at('no.onnx'), '--dense', '--weights', 'auto'),
      2,
      /layer by layer cannot be used with --dense/,
    );
  });

  test('the smallest mix of formats that costs so much and no more', async () => {
    const mixed = (loss: string) => exported('--weights', `mixed=${loss}`, '--data', data(), '--target', 'label');
    const [none, some] = [await mixed('0%'), await mixed('5%')];
    expect(none.storageCost!.after.value).toBeGreaterThanOrEqual(none.storageCost!.before.value);
    expect(some.storageCost!.after.value).toBeGreaterThanOrEqual(some.storageCost!.before.value - 0.05);
    expect(some.weights).toHaveLength(3);
    expect(some.after.sizeBytes).toBeLessThan((await exported('--weights', 'int8')).after.sizeBytes);
    const refuse = async (...options: string[]) =>
      expectRefusal(await secateur('export', posterior(), '-o', folder.at('no.onnx'), ...options), 2, /--data|mixed=/);
    await refuse('--weights', 'mixed=1%');
    await refuse('--weights', 'mixed=much', '--data', data());
  });

  test('activations as codes', async () => {
    const { storageCost } = await exported('--activations', 'static', '--data', data(), '--target', 'label');
    expect(storageCost!.after.value).toBeGreaterThan(storageCost!.before.value - 0.1);
    expect((await exported('--activations', 'dynamic')).storageCost).toBeUndefined();
    expect((await secateur('inspect', folder.at('small.onnx'))).stdout).toMatch(/MatMulInteger/);
  });

  test('options that make no sense are refused', async () => {
    const exporting = (...more: string[]) => secateur('export', posterior(), '-o', folder.at('no.onnx'), ...more);
    expectRefusal(await exporting('--weights', 'int9'), 2, /int9.*int8/);
    expectRefusal(await exporting('--activations', 'static'), 2, /Add --calibrate/);
    expectRefusal(await exporting('--calibrate', data()), 2, /--calibrate is only read by --activations static/);
    expect(await folder.list()).not.toContain('no.onnx');
  });
});
