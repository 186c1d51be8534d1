import { columnCount, SecateurError } from '../core/index.ts';
import { load } from '../runtime/index.ts';
import { serveFile } from '../test/support/file-server.ts';
import { launchChromium } from '../test/support/launch-chromium.ts';
import { startPageServer } from '../test/support/page-server.ts';
import { modelToMeasure, rowsToCallWith } from './overhead/model.ts';
import { measureInPage } from './overhead/page.ts';
import { type OverheadBlocks, overheadHeader, overheadRow, overheadsOf } from './overhead/ratio.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { median } from './support/statistics.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:web-overhead`: what `predict()` of `secateur/runtime/web` adds to a bare onnxruntime-web `session.run` in
 * headless Chromium, one row a call. Ratios are taken between neighbouring blocks of calls within a page, over several
 * fresh browsers; blocks are short, so that neighbours share whatever else the machine does.
 */
const { values } = benchOptions({
  options: {
    browsers: { type: 'string', default: '7' },
    blocks: { type: 'string', default: '300' },
    calls: { type: 'string', default: '40' },
    // A file to write to in place of bench/results/web-overhead.json.
    output: { type: 'string' },
  },
});

const machine = describeMachine();
const { name, bytes } = await modelToMeasure();
await using model = await load(bytes);
if (model.kind !== 'classification') {
  throw new SecateurError('UNSUPPORTED', `${name}: the overhead of predict() is measured on a classifier.`);
}
const width = columnCount(model.metadata.input);
const rows = rowsToCallWith(width).map((row) => [...row]);
const server = await startPageServer();
server.add('/model.onnx', serveFile(bytes));
const rounds: OverheadBlocks[] = [];
const [blocks, callsPerBlock] = [Number(values.blocks), Number(values.calls)];
try {
  for (let round = 0; round < Number(values.browsers); round++) {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      // Isolated pages have the finer clock.
      await page.goto(`${server.origin}/isolated`);
      const measured = await page.evaluate(measureInPage, { url: '/model.onnx', rows, blocks, callsPerBlock });
      rounds.push(measured);
      const microseconds = [measured.predict, measured.bareOneOutput, measured.bareAllOutputs].map(
        (milliseconds) => 1000 * median(milliseconds),
      );
      console.log(`  browser ${round + 1}: ${microseconds.map((value) => value.toFixed(2)).join(' / ')} us`);
    } finally {
      await browser.close();
    }
  }
} finally {
  await server.stop();
}
const comparisons = overheadsOf(rounds);
console.log(
  `\n${name}, one row a call, in headless Chromium\n${textTable(overheadHeader, comparisons.map(overheadRow))}`,
);
console.log(`Load average when it began: ${machine.loadAverages[0]!.toFixed(2)} on ${machine.cores} cores.`);
await writeResults('web-overhead', { machine, model: name, blocks, callsPerBlock, comparisons, rounds }, values.output);
