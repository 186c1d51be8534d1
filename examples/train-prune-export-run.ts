// Trains, prunes, exports and runs on a table: node dist/examples/train-prune-export-run.js TABLE.csv TARGET
import {
  compact,
  exportModel,
  fitPosterior,
  load,
  loadDataset,
  networkFor,
  planPruning,
  rawRows,
  scoreModel,
  writeFile,
} from 'secateur';

const [table = 'examples/fruit.csv', target = 'species'] = process.argv.slice(2);

const dataset = await loadDataset(table, { target });
const { posterior } = await fitPosterior(dataset, { network: networkFor(dataset) });
const plan = planPruning(posterior, { name: 'median' });
await writeFile('out/pruned.onnx', exportModel(compact(posterior, plan), { posterior, plan }));

await using model = await load('out/pruned.onnx');
console.log(plan.why);
console.log(await scoreModel('out/pruned.onnx', dataset, dataset.split.test));
console.log(await model.predict(rawRows(dataset, dataset.split.test.subarray(0, 3))));
