import { relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { runNode } from '../support/run-node.ts';

const budgetBytes = 15_000;

interface Chunk {
  readonly code: string;
  readonly modules: readonly string[];
  readonly isLazy: boolean;
}

test('the entry for pages adds less than 15 kB to onnxruntime-web, and only what running a model needs', async () => {
  const { stdout, stderr, exitCode } = await runNode(['dist/test/support/bundle.js', 'dist/runtime/web.js']);
  if (exitCode !== 0) throw new Error(stderr);
  const chunks = JSON.parse(stdout) as readonly Chunk[];
  const code = chunks.map((chunk) => chunk.code).join('\n');
  const atOnce = chunks.filter(({ isLazy }) => !isLazy).map((chunk) => chunk.code);
  const gzipBytes = gzipSync(atOnce.join('\n'), { level: 9 }).length;
  console.info(`secateur/runtime/web: ${atOnce.join('').length} bytes, ${gzipBytes} gzipped (at most ${budgetBytes}).`);
  expect(gzipBytes).toBeLessThan(budgetBytes);

  const ours = chunks.flatMap(({ modules }) => modules).map((path) => relative(resolve('dist'), path));
  const strangers = ours.filter((path) => !/^(runtime|core)\//.test(path) && !path.includes('vite/preload-helper'));
  expect(strangers).toEqual([]);
  const beside = ours.filter((path) =>
    /^(core\/(graph|posterior|safetensors)|runtime\/(profiler|report|statistics))\//.test(path),
  );
  expect(beside).toEqual([]);
  // The libraries are asked for by name, when they are needed.
  expect(code).toMatch(/import\(["'`]onnxruntime-web\/wasm["'`]\)/);
  expect(code).not.toMatch(/^import[^(]*["'`]onnxruntime/m);
});
