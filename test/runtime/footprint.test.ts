import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { compressedSizes } from '../../runtime/profiler/compressed-sizes.ts';
import { footprintOf } from '../../runtime/profiler/footprint.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

test('the footprint of a provider is the library that it loads on this platform, and our entry', async () => {
  const node = await footprintOf('node-cpu');
  const wasm = await footprintOf('web-wasm');
  const web = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
  const size = (name: string) => statSync(join(web, name)).size;
  expect(wasm!.library.sizeBytes).toBe(size('ort.wasm.bundle.min.mjs') + size('ort-wasm-simd-threaded.wasm'));
  // The native library of one platform, not of all.
  expect(node!.library.sizeBytes).toBeGreaterThan(10_000_000);
  expect(node!.library.sizeBytes).toBeLessThan(150_000_000);
  for (const { library, entry } of [node!, wasm!]) {
    expect(library.gzipBytes).toBeLessThan(library.sizeBytes);
    expect(library.brotliBytes).toBeLessThan(library.gzipBytes);
    expect(entry.sizeBytes).toBeGreaterThan(1000);
  }
  expect(wasm!.entry.sizeBytes).toBeLessThan(node!.entry.sizeBytes);
});

test('a larger file is compressed once, and again when it has changed', async () => {
  const before = process.env['XDG_CACHE_HOME'];
  process.env['XDG_CACHE_HOME'] = folder.at('cache');
  try {
    const bytes = Buffer.alloc(1_200_000, 'secateur');
    const file = await folder.write('large.bin', bytes);
    const first = await compressedSizes([file]);
    expect(first).toMatchObject({ sizeBytes: bytes.length, gzipBytes: gzipSync(bytes).length });
    expect(await compressedSizes([file, file])).toMatchObject({
      sizeBytes: 2 * bytes.length,
      gzipBytes: 2 * first.gzipBytes,
    });
    await folder.write('large.bin', bytes.subarray(0, 1_100_000));
    expect(await compressedSizes([file])).toMatchObject({ sizeBytes: 1_100_000 });
  } finally {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
  }
});
