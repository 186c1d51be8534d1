import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBudget, readSource, shrinkModel } from '../api/index.ts';
import { type CompactNetwork, randomStream } from '../core/index.ts';
import { exportModel } from '../exporter/index.ts';
import { writeAtomically } from '../files/index.ts';
import { decodeModel, readForeign } from '../onnx/index.ts';
import { compareProfiles, profile } from '../runtime/index.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:hand-built`: a 784-1200-1200-10 network cut by `shrink`, against one that was built with those widths in
 * the first place. If removal is physical, the two take the same time; dense/pruned is then what the sizes alone give.
 */
const { values } = benchOptions({
  options: {
    rounds: { type: 'string', default: '9' },
    budget: { type: 'string', multiple: true },
    output: { type: 'string' },
  },
});
const budgets = values.budget ?? ['params<300k', 'params<60k', 'params<12k'];
const machine = describeMachine();
const folder = await mkdtemp(join(tmpdir(), 'secateur-hand-built-'));
try {
  const dense = await write('dense', networkOf([784, 1200, 1200, 10]));
  const pairs: { budget: string; widths: number[]; pruned: string; hand: string }[] = [];
  for (const [at, budget] of budgets.entries()) {
    const { model } = await shrinkModel(await readSource(dense), { way: 'weights', budget: parseBudget(budget) });
    const pruned = join(folder, `pruned-${at}.onnx`);
    await writeAtomically(pruned, model);
    const widths = widthsOf(model);
    pairs.push({ budget, widths, pruned, hand: await write(`hand-${at}`, networkOf(widths)) });
  }
  const files = [dense, ...pairs.flatMap(({ pruned, hand }) => [pruned, hand])];
  const [whole, ...cut] = await profile(files, { rounds: Number(values.rounds) });
  const rows = pairs.map(({ budget, widths }, at) => {
    const [pruned, hand] = [cut[2 * at]!, cut[2 * at + 1]!];
    const against = compareProfiles(hand, pruned);
    return {
      ...{ budget, widths },
      p50Us: {
        dense: 1000 * whole!.latencyMs.p50,
        pruned: 1000 * pruned.latencyMs.p50,
        hand: 1000 * hand.latencyMs.p50,
      },
      denseByPruned: 1 / compareProfiles(whole!, pruned).p50Ratio,
      denseByHand: 1 / compareProfiles(whole!, hand).p50Ratio,
      prunedByHand: against.p50Ratio,
      interval: against.p50RatioInterval,
    };
  });
  await writeResults('hand-built', { machine, rounds: Number(values.rounds), rows }, values.output);
  console.log(
    textTable(
      ['budget', 'widths', 'dense us', 'pruned us', 'by hand us', 'dense/pruned', 'dense/hand', 'pruned/hand', '95 %'],
      rows.map(({ budget, widths, p50Us, denseByPruned, denseByHand, prunedByHand, interval }) => [
        budget,
        widths.join('-'),
        ...[p50Us.dense, p50Us.pruned, p50Us.hand].map((us) => us.toFixed(1)),
        ...[denseByPruned, denseByHand, prunedByHand].map((ratio) => ratio.toFixed(3)),
        interval.map((bound) => bound.toFixed(3)).join(' to '),
      ]),
    ),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function write(name: string, network: CompactNetwork): Promise<string> {
  const file = join(folder, `${name}.onnx`);
  await writeAtomically(file, exportModel(network));
  return file;
}

/** Of a cut model: what its dense layers read and put out. */
function widthsOf(model: Uint8Array): number[] {
  const { network } = readForeign(decodeModel(model, 'pruned'), 'pruned').body!;
  return [network.inputs, ...network.layers.flatMap((layer) => ('units' in layer ? [layer.units] : []))];
}

/** A classifier with random weights, larger for the first units, so that a cut by magnitude has something to choose. */
function networkOf(widths: readonly number[]): CompactNetwork {
  const random = randomStream(1, `hand-built ${widths.join('-')}`);
  return {
    input: { kind: 'image', height: 1, width: widths[0]!, channels: 1, scale: 255 },
    task: { kind: 'classification', labels: Array.from({ length: widths.at(-1)! }, (_, label) => `${label}`) },
    keptInputs: Array.from({ length: widths[0]! }, (_, input) => input),
    layers: widths.slice(1).map((units, at) => {
      const inputs = widths[at]!;
      const reach = Math.sqrt(6 / inputs);
      return {
        kind: 'dense' as const,
        units,
        weight: {
          shape: [units, inputs],
          data: Float32Array.from(
            { length: units * inputs },
            (_, index) => (reach * (2 * random.uniform() - 1)) / (1 + Math.floor(index / inputs) / units),
          ),
        },
        bias: { shape: [units], data: new Float32Array(units) },
        activation: at === widths.length - 2 ? ('identity' as const) : ('relu' as const),
        keptUnits: Array.from({ length: units }, (_, unit) => unit),
      };
    }),
  };
}
