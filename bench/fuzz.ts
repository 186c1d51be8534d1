import { fuzz } from '../test/fuzz/fuzz.ts';
import { readLarge } from '../test/fuzz/large.ts';
import { baseBytes } from '../test/fuzz/target.ts';
import { targets } from '../test/fuzz/targets/index.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { textTable } from './support/text-table.ts';

/** `npm run bench:fuzz`: a million damaged files against every reader, and what larger files make them allocate. */
const { values } = benchOptions({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    output: { type: 'string' },
  },
});

const machine = describeMachine();
const seed = Number(values.seed);
const { findings, inputs, seconds, tallies } = await fuzz({
  seed,
  targets,
  module: new URL('../test/fuzz/targets/index.js', import.meta.url),
  inputs: Number(values.inputs),
  threads: Number(values.threads),
});
const readers = [];
for (const target of targets) {
  const large = await readLarge(target);
  readers.push({
    reader: target.name,
    ...tallies[target.name]!,
    mostBytesPerByte: large.tally.mostBytesPerByte,
    allowedBytesPerByte: target.bytesPerByte,
    findings: [...findings, ...large.findings].filter((finding) => finding.target === target.name),
  });
}
const rows = readers.map((reader) => [
  reader.reader,
  `${reader.inputs}`,
  `${reader.sound}`,
  reader.slowestMs.toFixed(0),
  `${reader.mostBytesPerByte.toFixed(0)} of ${reader.allowedBytesPerByte}`,
  `${reader.findings.length}`,
]);
console.log(textTable(['reader', 'inputs', 'read', 'slowest ms', 'bytes a byte, large files', 'findings'], rows));
console.log(`${inputs} inputs of seed ${seed} in ${seconds.toFixed(0)} s`);
await writeResults('fuzz', { machine, seed, inputs, seconds, baseBytes, readers }, values.output);
