import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeAtomically } from '../files/index.ts';
import { killOften } from '../test/trainer/kill-often.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:resume`: kills a training process at random moments a hundred times, and compares what it writes in the
 * end with what an uninterrupted run gives, byte by byte. Fails when they differ.
 */
const { values } = benchOptions({
  options: {
    kills: { type: 'string', default: '50' },
    output: { type: 'string', default: fileURLToPath(new URL('../../bench/results/resume.json', import.meta.url)) },
  },
});

const machine = describeMachine();
const folder = await mkdtemp(join(tmpdir(), 'secateur-bench-'));
try {
  const runs = [];
  for (const narrow of [true, false]) {
    const { bytes, expected, kills, resumedFrom } = await killOften({ kills: Number(values.kills), narrow, folder });
    runs.push({ narrow, kills, resumedFrom, isSame: Buffer.compare(bytes, expected) === 0 });
  }
  const header = ['narrowing', 'kills', 'steps it went on from', 'same bytes'];
  const rows = runs.map(({ narrow, kills, resumedFrom, isSame }) => [narrow, kills, resumedFrom, isSame].map(String));
  console.log(textTable(header, rows));
  await writeAtomically(values.output, `${JSON.stringify({ schemaVersion: 1, machine, runs }, undefined, 1)}\n`);
  if (!runs.every(({ isSame }) => isSame)) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
