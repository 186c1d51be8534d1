import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { encodePosterior } from '../../core/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { recordedOf } from '../support/recorded-report.ts';
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

test('the card has figures of devices that were recorded with this very model', async () => {
  const posterior = await folder.write('d.safetensors', encodePosterior(examplePosterior([12, 6, 3])));
  expect((await secateur('export', posterior, '-o', folder.at('d.onnx'))).exitCode).toBe(0);
  const report = recordedOf(await folder.read('d.onnx'));
  const phone = await folder.write('phone.json', JSON.stringify(report));
  const asked = ['export', posterior, '--package', folder.at('devices')];
  expect((await secateur(...asked, '--profile', phone)).exitCode).toBe(0);
  expect(String(await folder.read('devices/card.md'))).toMatch(
    /^\| Example CPU \| onnxruntime-node 1\.30\.0 \(remote\) \| [\d.]+ \| [\d.]+ \| 71 \|$/m,
  );
  expect((await secateur('verify', folder.at('devices'))).exitCode).toBe(0);
  expectRefusal(await secateur('export', posterior, '-o', folder.at('e.onnx'), '--profile', 'cpu'), 2, /--package/);
});

test('export --adjustable --package says what each width is, and verify asks it at each', async () => {
  const posterior = await folder.write('w.safetensors', encodePosterior(examplePosterior([12, 6, 3])));
  const widths = ['--adjustable', '--widths', '0.5,1'];
  expect((await secateur('export', posterior, ...widths, '--package', folder.at('widths'))).exitCode).toBe(0);
  const { stdout } = await secateur('verify', folder.at('widths'));
  expect(stdout).toMatch(/^passed answers on node-cpu +16 rows at each of 2 widths within/m);
});

test('export wants one place for its result, and takes no folder of other things', async () => {
  const posterior = await folder.write('q.safetensors', encodePosterior(examplePosterior([12, 6, 3])));
  expectRefusal(await secateur('export', posterior), 2, /Give --output model\.onnx or --package folder/);
  const both = ['export', posterior, '-o', folder.at('m.onnx'), '--package', folder.at('m')];
  expectRefusal(await secateur(...both), 2, /exclude each other/);
  expectRefusal(await secateur('export', posterior, '--package', folder.at('.')), 2, /holds q\.safetensors/);
  await mkdir(folder.at('others'));
  await writeFile(folder.at('others/notes.txt'), 'of something else');
  expectRefusal(await secateur('export', posterior, '--package', folder.at('others')), 4, /which would be lost/);
});

test('export reads data that know their own task, and says where they are not those of the posterior', async () => {
  const posterior = await folder.write('images.safetensors', encodePosterior(examplePosterior([784, 3, 10])));
  const found = await secateur('export', posterior, '-o', folder.at('images.onnx'), '--data', 'mnist');
  expectRefusal(found, 3, /^secateur: mnist: is not the data/);
});
