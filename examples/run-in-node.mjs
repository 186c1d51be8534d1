// Runs an exported model on raw rows: node examples/run-in-node.mjs [MODEL] [ROWS.csv]
// After `npm run demo` both have defaults: the pruned network and ten test digits.
import { readFile } from 'node:fs/promises';
import { load } from 'secateur/runtime';

const [modelFile = 'out/demo/pruned.onnx', rowsFile = 'out/demo/digits.csv'] = process.argv.slice(2);

const [, ...lines] = (await readFile(rowsFile, 'utf8')).trim().split('\n');
const rows = lines.map((line) => line.split(',').map(Number));

const model = await load(modelFile);
if (model.kind !== 'classification') throw new Error(`${modelFile} is no classifier`);
for (const { label, probabilities } of await model.predict(rows)) {
  console.log(label, `${(100 * Math.max(...probabilities)).toFixed(1)} %`);
}
await model.dispose();
