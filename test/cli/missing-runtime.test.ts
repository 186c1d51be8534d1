import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, start } from './run-cli.ts';
import { table } from './tables.ts';
import { withoutRuntime } from './without-runtime.ts';

const folder = temporaryFolder();

test('train names the package that it lacks', async () => {
  const data = await folder.write('data.csv', table('label'));
  const outcome = await start(['train', data, '-o', folder.at('p.safetensors')], { nodeOptions: withoutRuntime })
    .outcome;
  expectRefusal(outcome, 6, /onnxruntime-node .*Run: npm install onnxruntime-node/);
  expect(await folder.list()).toEqual(['data.csv']);
});
