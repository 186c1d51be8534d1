import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as current from 'onnxruntime-node';
import { type CompactNetwork, columnCount, parseNetwork, randomStream } from '../../core/index.ts';
import {
  compact,
  type ExportDetails,
  exampleRows,
  exportModel,
  planPruning,
  sortByNeed,
} from '../../exporter/index.ts';
import { randomNetwork } from '../../trainer/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { randomCompactNetwork, randomTable } from './random-network.ts';

/**
 * The package is 149 MB, too much for everybody's `npm install`: CI fetches it, and elsewhere
 * `npm install --prefix out/ci/oldest-runtime --no-save --ignore-scripts onnxruntime-web@1.17.3` does.
 */
const folder = join('out', 'ci', 'oldest-runtime', 'node_modules', 'onnxruntime-web', 'dist');
const isThere = existsSync(folder);

const posterior = examplePosterior([16, 8, 6, 3]);
const plan = planPruning(posterior, { name: 'threshold', probability: 0.3 });
const dense = compact(posterior, plan);
const random = randomStream(4, 'oldest runtime');
const table = randomCompactNetwork(random, randomTable(random), { kind: 'regression', target: 'y', mean: 3, scale: 2 });

function ofImages(text: string): CompactNetwork {
  const network = parseNetwork(text);
  const pixels = Array.from({ length: network.inputs }, (_, index) => index);
  const task = { kind: 'classification', labels: ['a', 'b', 'c'] } as const;
  return randomNetwork({ kind: 'image', ...network.image!, scale: 255 }, task, pixels, network, 1);
}
const sorted = sortByNeed(dense, posterior, plan);
const widths = [{ width: 0.5 }, { width: 1 }];
const convolutions = ofImages('8x8x2-c4k3p1-c4k3p1d-add0-max2-c6k1-gavg-5-3');

const forms: readonly (readonly [string, CompactNetwork, ExportDetails?])[] = [
  ['dense', dense],
  ['a table', table],
  ['convolutions', convolutions],
  ['convolutions in 8 bits', convolutions, { weights: 'int8' }],
  ['dense in 4 bits', dense, { weights: 'int4' }],
  ['dense in half precision', dense, { weights: 'float16' }],
  ['dense in 8 bits, lean', dense, { weights: 'int8', lean: true }],
  ['convolutions in 8 bits, lean', ofImages('12x12x1-c8k5-max2-c6k3-flat-12-3'), { weights: 'int8', lean: true }],
  ['convolutions in 3 bits, lean', convolutions, { weights: 'int3', lean: true }],
  ['few filters in 4 bits, lean', ofImages('12x12x1-c8k5-c8k3-flat-12-3'), { weights: 'int4', lean: true }],
  ['many filters in 6 bits, lean', ofImages('12x12x1-c8k3-c8k3-c8k3-c8k3-gavg-3'), { weights: 'int6', lean: true }],
  ['answers of the mean with their entropy', dense, { posterior, plan, predictive: { kind: 'mean' } }],
  ['answers by samples', dense, { posterior, plan, predictive: { kind: 'samples', samples: 4 } }],
  ['answers by moments', dense, { posterior, plan, predictive: { kind: 'moments' } }],
  ['many widths', sorted.network, { adjustable: { narrows: sorted.narrows, by: 'load', widths } }],
  ['a width that is an input', sorted.network, { adjustable: { narrows: sorted.narrows, by: 'input', widths } }],
];

describe(`ONNX Runtime 1.17's wasm package${isThere ? '' : ', which is not installed here'}`, () => {
  (isThere ? test : test.skip).each(forms.map(([name, ...rest]) => [name, rest] as const))(
    'answers as the current runtime does: %s',
    async (_, [network, details]) => {
      const oldest = createRequire(import.meta.url)(join(process.cwd(), folder, 'ort.node.min.js')) as typeof current;
      const bytes = exportModel(network, details);
      const rows = exampleRows(network.input, 8);
      const expected = await answersOf(current, bytes, rows, network);
      const actual = await answersOf(oldest, bytes, rows, network);
      expect(Object.keys(actual)).toEqual(Object.keys(expected));
      for (const [name, values] of Object.entries(expected)) {
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        values.forEach((value, index) => {
          expect(Math.abs(actual[name]![index]! - value) / largest).toBeLessThan(1e-4);
        });
      }
    },
  );
});

async function answersOf(
  { InferenceSession, Tensor }: typeof current,
  bytes: Uint8Array,
  rows: Float32Array,
  network: CompactNetwork,
): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const width = columnCount(network.input);
  const input = new Tensor('float32', rows, [rows.length / width, width]);
  const [name, ...others] = session.inputNames;
  // A width that is chosen with every call.
  const feeds = Object.fromEntries(others.map((other) => [other, new Tensor('float32', [0.5], [1])]));
  const results = await session.run({ ...feeds, [name!]: input });
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
}
