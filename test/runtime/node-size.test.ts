import { relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { runNode } from '../support/run-node.ts';

const budgetBytes = 20_000;

interface Chunk {
  readonly code: string;
  readonly modules: readonly string[];
}

test('a bundled program that only runs models holds less than 20 kB beside onnxruntime-node, and only what that needs', async () => {
  const args = ['dist/test/support/bundle.js', 'dist/test/support/load-in-node.js', 'node'];
  const { stdout, stderr, exitCode } = await runNode(args);
  if (exitCode !== 0) throw new Error(stderr);
  const chunks = JSON.parse(stdout) as readonly Chunk[];
  // What is loaded only when it is needed counts here as well: it is in the folder of the program.
  const code = chunks.map((chunk) => chunk.code).join('\n');
  const gzipBytes = gzipSync(code, { level: 9 }).length;
  console.info(
    `load of secateur/runtime: ${code.length} bytes minified, ${gzipBytes} gzipped (at most ${budgetBytes}).`,
  );
  expect(gzipBytes).toBeLessThan(budgetBytes);

  const modules = chunks.flatMap((chunk) => chunk.modules).map((path) => relative(resolve('dist'), path));
  expect(modules.filter((path) => !/^(runtime|core|files)\//.test(path))).toEqual(['test/support/load-in-node.js']);
  expect(
    modules.filter((path) => /^(core\/(graph|posterior)|runtime\/(profiler|report|statistics))\//.test(path)),
  ).toEqual([]);
  // The library is asked for when it is needed: the program starts without it.
  expect(code).toMatch(/import\(["'`]onnxruntime-node["'`]\)/);
  expect(code).not.toMatch(/^import[^(]*["'`]onnxruntime-(node|web)/m);
});
