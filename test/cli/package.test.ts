import { expect, test } from '@jest/globals';
import { encodePosterior } from '../../core/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur } from './run-cli.ts';

const folder = temporaryFolder();

test('export --package writes a package that verify accepts, and refuses with code 3 once a file was changed', async () => {
  const posterior = await folder.write('p.safetensors', encodePosterior(examplePosterior([12, 6, 3])));
  const packed = await secateur('export', posterior, '--package', folder.at('out/packed'), '--json');
  expect(JSON.parse(packed.stdout)).toMatchObject({ output: folder.at('out/packed'), rule: 'median' });
  const sound = await secateur('verify', folder.at('out/packed'), '--json');
  expect(sound.exitCode).toBe(0);
  expect(JSON.parse(sound.stdout)).toMatchObject({ kind: 'package', passed: true });

  await folder.write('out/packed/labels.json', '["a","b","c"]');
  const changed = await secateur('verify', folder.at('out/packed'));
  expect(changed).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/^failed hashes .*labels\.json/m) });
  expect(changed.stderr).toMatch(/^secateur: .*2 of 7 checks failed \(hashes, card\)\.$/m);
});

test('export wants one place for its result, and takes no folder of other things', async () => {
  const posterior = await folder.write('q.safetensors', encodePosterior(examplePosterior([12, 6, 3])));
  expectRefusal(await secateur('export', posterior), 2, /Give --output model\.onnx or --package folder/);
  const both = ['export', posterior, '-o', folder.at('m.onnx'), '--package', folder.at('m')];
  expectRefusal(await secateur(...both), 2, /exclude each other/);
  expectRefusal(await secateur('export', posterior, '--package', folder.at('.')), 4, /which would be lost/);
});

test('export reads data that know their own task, and says where they are not those of the posterior', async () => {
  const posterior = await folder.write('images.safetensors', encodePosterior(examplePosterior([784, 3, 10])));
  const found = await secateur('export', posterior, '-o', folder.at('images.onnx'), '--data', 'mnist');
  expectRefusal(found, 3, /^secateur: mnist: is not the data/);
});
