import { describe, test } from '@jest/globals';
import { smallTrained } from './small-trained.ts';

const { folder, refused } = smallTrained();

describe('posteriors that are damaged', () => {
  const header = (text: string, length = BigInt(text.length)) => {
    const bytes = new Uint8Array(8 + text.length);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    bytes.set(new TextEncoder().encode(text), 8);
    return bytes;
  };
  const overlapping = JSON.stringify({
    a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
  });

  test.each<[string, () => Promise<Uint8Array>]>([
    ['cut in half', async () => (await folder.read('p.safetensors')).subarray(0, 1500)],
    ['a header of 100 GB', async () => header('{}', 100n * 10n ** 9n)],
    ['a header that is no JSON', async () => header('{"a":')],
    ['tensors that overlap', async () => Buffer.concat([header(overlapping), Buffer.alloc(12)])],
    ['a safetensors file of somebody else', async () => header('{"__metadata__":{"x":"y"}}')],
    ['empty', async () => new Uint8Array(0)],
  ])('%s', async (_, bytes) => {
    const path = await folder.write('bad.safetensors', await bytes());
    await refused(['export', path, '-o', folder.at('out.onnx')], 3, /bad\.safetensors: /);
    await refused(['inspect', path], 3, /bad\.safetensors: /);
  });
});
