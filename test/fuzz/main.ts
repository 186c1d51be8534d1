import { parseArgs } from 'node:util';
import { writeAtomically } from '../../files/index.ts';
import { fuzz } from './fuzz.ts';
import { inputOf } from './input.ts';
import { targets } from './targets/index.ts';

/**
 * `npm run fuzz -- [--seconds N | --inputs N] [--seed S] [--target NAME]... [--threads N]`: damaged files against our
 * readers. Ends with code 1 when there is a finding; the file of each is kept under out/fuzz/.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string', multiple: true },
    threads: { type: 'string', default: '1' },
  },
});
const known = targets.map(({ name }) => name);
const stranger = values.target?.find((name) => !known.includes(name));
if (stranger !== undefined) {
  console.error(`There is no target '${stranger}'. Choose from: ${known.join(', ')}.`);
  process.exit(2);
}
const seed = Number(values.seed);
const chosen = targets.filter(({ name }) => values.target?.includes(name) ?? true);
const result = await fuzz({
  seed,
  targets: chosen,
  module: new URL('./targets/index.js', import.meta.url),
  threads: Number(values.threads),
  ...(values.inputs !== undefined && { inputs: Number(values.inputs) }),
  ...(values.seconds !== undefined && { seconds: Number(values.seconds) }),
  ...(values.seconds === undefined && values.inputs === undefined && { seconds: 60 }),
});
for (const [name, { inputs, sound, refused, slowestMs, mostBytesPerByte }] of Object.entries(result.tallies)) {
  const codes = Object.entries(refused).map(([code, count]) => `${code} ${count}`);
  console.log(
    `${name}: ${inputs} inputs, ${sound} read, refused: ${codes.join(', ')}; slowest ${slowestMs.toFixed(0)} ms, ${mostBytesPerByte.toFixed(0)} bytes a byte`,
  );
}
for (const { target: name, index, what } of result.findings) {
  const target = targets.find((candidate) => candidate.name === name)!;
  const file = `out/fuzz/${name}-${seed}-${index}.bin`;
  await writeAtomically(file, inputOf(target, target.corpus(), seed, index));
  console.error(`${name}, seed ${seed}, input ${index} (${file}): ${what}`);
}
console.log(`${result.inputs} inputs in ${result.seconds.toFixed(0)} s, ${result.findings.length} findings`);
process.exit(result.findings.length === 0 ? 0 : 1);
