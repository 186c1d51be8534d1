import { expect, test } from '@jest/globals';
import { start } from './run-cli.ts';
import { withoutRuntime } from './without-runtime.ts';

test('doctor says that onnxruntime-node is missing and how to add it', async () => {
  const { exitCode, stdout } = await start(['doctor'], { nodeOptions: withoutRuntime }).outcome;
  expect(exitCode).toBe(6);
  expect(stdout).toMatch(/^NO +onnxruntime-node .*not installed.*Run: npm install onnxruntime-node$/m);
  expect(stdout).toMatch(/^ok +onnxruntime-web/m);
  expect(stdout).toMatch(/^-- +--engine onnx --device cpu .*Run: npm install onnxruntime-node/m);
  expect(stdout).toMatch(/^ok +--engine tfjs --device wasm/m);
});
