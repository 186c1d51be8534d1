import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';

const files = temporaryFolder();

/** Garbage is collected before it blurs the figure. */
const smallHeap = ['--max-semi-space-size=1', '--max-old-space-size=64'];

/** Peak resident memory of a process that loads the table, in bytes. */
async function peakOf(path: string): Promise<number> {
  const module = join(process.cwd(), 'dist/datasets/index.js');
  const code = `import { loadDataset } from ${JSON.stringify(module)};
    const { targets } = await loadDataset(process.argv[1]);
    console.log(targets.length, process.resourceUsage().maxRSS * 1024);`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...smallHeap,
    '--input-type=module',
    '-e',
    code,
    path,
  ]);
  return Number(stdout.split(' ')[1]);
}

async function writeTable(name: string, rows: number, columns: number): Promise<string> {
  const path = join(files.path(), name);
  const out = createWriteStream(path);
  out.write(`${Array.from({ length: columns }, (_, column) => `c${column}`).join(',')},y\n`);
  for (let row = 0; row < rows; row++) {
    const line = `${Array.from({ length: columns }, (_, column) => (row * 7 + column * 13) % 100).join(',')},${row / 3}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return path;
}

test('A large table takes the memory of its float32 rows and not a multiple of it', async () => {
  const columns = 100;
  const [few, many] = [10_000, 50_000];
  const small = await peakOf(await writeTable('small.csv', few, columns));
  const large = await peakOf(await writeTable('large.csv', many, columns));
  const growth = (large - small) / (4 * (many - few) * (columns + 1));
  // Reading into memory that grows, then copying rows and columns, took 4.
  expect(growth).toBeLessThan(2.5);
});
