/**
 * Prints what the desktop app would hold for each target, against what it would hold with every platform's binaries, and
 * checks it against its budget. Needs no Electron. Usage, after a build: node desktop/packaging/size.mjs [OUTPUT.json]
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isNative, packedFiles, unfilteredFiles } from './packed-files.mjs';
import { budgetBytes, nameOf, targets } from './targets.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const total = (files) => files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
const unfilteredBytes = total(unfilteredFiles(root));
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

const rows = targets.map((target) => {
  const files = packedFiles(root, target);
  const sizeBytes = total(files);
  const nativeBytes = total(files.filter(({ path }) => isNative(path)));
  return { target: nameOf(target), files: files.length, sizeBytes, nativeBytes, ratio: sizeBytes / unfilteredBytes };
});

console.log(
  `Without a choice of files: ${megabytes(unfilteredBytes)}. Budget of an app, without Electron: ${megabytes(budgetBytes)}.`,
);
for (const { target, files, sizeBytes, nativeBytes, ratio } of rows) {
  const share = `${(100 * ratio).toFixed(0)} % of everything`;
  console.log(
    `${target.padEnd(13)} ${megabytes(sizeBytes).padStart(9)} in ${files} files, ${megabytes(nativeBytes)} of it native (${share})`,
  );
}
const [output] = process.argv.slice(2);
if (output) {
  const content = { schemaVersion: 1, bench: 'desktop-size', command: 'npm run bench:desktop-size' };
  writeFileSync(output, `${JSON.stringify({ ...content, budgetBytes, unfilteredBytes, rows }, null, 2)}\n`);
}
const over = rows.filter(({ sizeBytes }) => sizeBytes > budgetBytes);
for (const { target } of over) console.error(`${target} is over its budget.`);
process.exitCode = over.length === 0 ? 0 : 1;
