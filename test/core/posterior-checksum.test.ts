import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { decodePosterior, decodeSafetensors, encodePosterior, encodeSafetensors } from '../../core/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';

test('a bit that flips in the tensors is noticed, and one in the document', () => {
  const bytes = encodePosterior(examplePosterior());
  const seed = Buffer.from(bytes).indexOf('\\"seed\\":') + 9;
  for (const at of [bytes.length - 4, bytes.length - 41, seed]) {
    const damaged = bytes.slice();
    damaged[at]! ^= 1;
    const read = () => decodePosterior(damaged, 'p.safetensors');
    expect(read).toThrow(/p\.safetensors: this Secateur posterior is damaged: its content is not what was written/);
  }
});

test('a posterior from before there were checksums is read', () => {
  const posterior = examplePosterior();
  const { tensors, metadata } = decodeSafetensors(encodePosterior(posterior), 'p');
  const before = encodeSafetensors(tensors, { secateur: metadata['secateur']! });
  expect(decodePosterior(before, 'p.safetensors')).toEqual(posterior);
});

test('the checksum is the CRC-32 of zlib', () => {
  const posterior = examplePosterior();
  const { tensors, metadata } = decodeSafetensors(encodePosterior(posterior), 'p');
  const parts = Object.keys(tensors)
    .sort()
    .flatMap((name) => {
      const { shape, data } = tensors[name]!;
      return [Buffer.from(`${name} [${shape.join(',')}]`), Buffer.from(data.buffer, data.byteOffset, data.byteLength)];
    });
  const all = Buffer.concat([Buffer.from(metadata['secateur']!), ...parts]);
  expect(metadata['secateur.crc32']).toBe(crc32(all).toString(16).padStart(8, '0'));
});
