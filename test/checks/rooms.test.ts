import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runNode } from '../support/run-node.ts';

/** Runs the check on a tree of files given by path. */
async function checkRooms(files: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'secateur-rooms-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const result = await runNode(['checks/rooms.mjs', root]);
  await rm(root, { recursive: true });
  return result;
}

test('imports that the room table allows pass', async () => {
  const { exitCode } = await checkRooms({
    'core/errors.ts': "import * as v from 'valibot';\nimport { x } from './x.ts';",
    'runtime/model.ts': "import { columnCount } from '../core/essentials.ts';\n// import '../trainer/index.ts'",
    'trainer/deep/fit.ts': "import type { Tensor } from '../../core/index.ts';\nimport { cpus } from 'node:os';",
    'test/core/errors.test.ts': "import { messageOf } from '../../core/errors.ts';",
  });
  expect(exitCode).toBe(0);
});

test.each([
  ['a room further down', { 'core/a.ts': "import { load } from '../runtime/index.ts';" }],
  ['a file behind the entry', { 'trainer/a.ts': "import { b } from '../core/b.ts';" }],
  ['a type behind the entry', { 'trainer/a.ts': "import type { B } from '../core/b.ts';" }],
  ['a type in passing', { 'trainer/a.ts': "type B = import('../core/b.ts').B;" }],
  ['a dynamic import', { 'exporter/a.ts': "const m = await import('../trainer/index.ts');" }],
  ['a re-export over two lines', { 'onnx/a.ts': "export {\n  x,\n} from '../datasets/index.ts';" }],
  ['a package of another room', { 'core/a.ts': "import protobuf from 'protobufjs/minimal.js';" }],
  ['Node in a room without a platform', { 'onnx/a.ts': "import { readFile } from 'node:fs/promises';" }],
  ['a page that reaches too far', { 'desktop/renderer/a.tsx': "import { x } from '../../cli/index.ts';" }],
  ['a test', { 'cli/a.ts': "import { keepExport } from '../test/support/keep-export.ts';" }],
])('%s is refused where the table does not allow it', async (_, files) => {
  const { exitCode, stderr } = await checkRooms(files);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`${Object.keys(files)[0]}: imports '`);
});
