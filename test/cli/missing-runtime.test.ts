import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, start } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();

/** A machine on which onnxruntime-node is not installed. */
const hooks = `export async function resolve(name, context, next) {
  if (name === 'onnxruntime-node') throw Object.assign(new Error("Cannot find package 'onnxruntime-node'"), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(name, context);
}`;
const url = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;
const registration = `import { register } from 'node:module'; register(${JSON.stringify(url(hooks))});`;
const withoutRuntime = { nodeOptions: [`--import=${url(registration)}`] };

test('doctor says that onnxruntime-node is missing and how to add it', async () => {
  const { exitCode, stdout } = await start(['doctor'], withoutRuntime).outcome;
  expect(exitCode).toBe(6);
  expect(stdout).toMatch(/^NO +onnxruntime-node .*not installed.*Run: npm install onnxruntime-node$/m);
  expect(stdout).toMatch(/^ok +onnxruntime-web/m);
  expect(stdout).toMatch(/^-- +--engine onnx --device cpu .*Run: npm install onnxruntime-node/m);
  expect(stdout).toMatch(/^ok +--engine tfjs --device wasm/m);
});

test('train names the package that it lacks', async () => {
  const data = await folder.write('data.csv', table('label'));
  const outcome = await start(['train', data, '-o', folder.at('p.safetensors')], withoutRuntime).outcome;
  expectRefusal(outcome, 6, /onnxruntime-node .*Run: npm install onnxruntime-node/);
  expect(await folder.list()).toEqual(['data.csv']);
});
