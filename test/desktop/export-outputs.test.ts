import { expect, test } from '@jest/globals';
import { encodePosterior } from '../../core/index.ts';
import { isOnnx } from '../../desktop/host/documents/is-onnx.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { runningHost } from './running-host.ts';

const { folder, api } = runningHost();

test('an export replaces models and nothing else that the user has', async () => {
  const path = await folder.write('posterior.safetensors', encodePosterior(examplePosterior()));
  const { document } = await api().openFile({ path });
  const exportTo = async (output: string) => {
    const storage = { weights: 'float32', activations: 'float', lean: false, narrowInput: false } as const;
    const { job } = await api().startExport({
      document,
      criterion: 'inclusion',
      widths: {},
      storage,
      rule: 'top=3',
      output,
      isPackage: false,
      measureRounding: false,
    });
    return api().watchJob({ job });
  };
  const notes = await folder.write('notes.txt', 'what nobody has written down elsewhere');
  const refused = await exportTo(notes);
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'ARGUMENT_INVALID' } });
  expect(refused.error?.message).toContain(notes);
  expect((await folder.read('notes.txt')).toString()).toBe('what nobody has written down elsewhere');

  const empty = await folder.write('model.onnx', '');
  for (let time = 0; time < 2; time++) expect(await exportTo(empty)).toMatchObject({ state: 'done' });
  const bytes = await folder.read('model.onnx');
  expect(await isOnnx(async (at, length) => new Uint8Array(bytes.subarray(at, at + length)), bytes.length)).toBe(true);
});

test('the size that a page is told is that of the file that an export writes', async () => {
  const path = await folder.write('sized.safetensors', encodePosterior(examplePosterior()));
  const { document } = await api().openFile({ path });
  for (const widths of [{}, { multiple: 2 }]) {
    const cut = {
      document,
      criterion: 'inclusion',
      widths,
      storage: { weights: 'float32', activations: 'float', lean: false, narrowInput: false },
      rule: 'top=3',
    } as const;
    const { sizeBytes } = await api().fileSize(cut);
    const output = folder.at('sized.onnx');
    const { job } = await api().startExport({ ...cut, output, isPackage: false, measureRounding: false });
    await api().watchJob({ job });
    expect(sizeBytes).toBe((await folder.read('sized.onnx')).length);
  }
});
