import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { reportOf } from '../api/commands.ts';
import { messageOf } from '../core/index.ts';
import { writeAtomically } from '../files/index.ts';
import { decodeModel, type OnnxValue, summarize } from '../onnx/index.ts';
import { type Device, load, type Profile, profile, type ReportModel, renderHtml } from '../runtime/index.ts';
import { modelsOf } from './foreign/fetch-package.ts';
import { type ModelPackage, packages } from './foreign/packages.ts';
import { type Answers, answersOf, differenceOf, feedsOf } from './foreign/parity.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:foreign-profile`: models found ready-made in npm packages on every device of this machine's Node: whether all
 * answer alike, what a call costs, and one report of it in out/bench/foreign/.
 */
const { values } = benchOptions({
  options: { rounds: { type: 'string', default: '3' }, output: { type: 'string' } },
});
const devices: readonly Device[] = ['cpu', 'wasm', 'webgpu'];
const machine = describeMachine();

/** onnxruntime's messages hold its own paths. */
const longestFailure = 160;

interface Row {
  readonly model: string;
  readonly device: string;
  /** Largest difference to the first device, relative to the largest value of each output. */
  readonly difference?: number;
  readonly p50Ms?: number;
  readonly p50Interval?: readonly [number, number];
  readonly coldStartMs?: number;
  readonly modelMemoryBytes?: number;
  readonly failure?: string;
}

const rows: Row[] = [];
const reported: ReportModel[] = [];
for (const source of packages) {
  for (const path of await modelsOf(source, 'out/bench/foreign')) {
    const { results, kept } = await look(source, path);
    rows.push(...results);
    if (kept) reported.push(kept);
    for (const { model, device, difference, p50Ms, failure } of results) {
      console.error(
        `${model} ${device}: ${failure ?? `${p50Ms?.toFixed(3)} ms, differs by ${difference?.toExponential(1)}`}`,
      );
    }
  }
}
await writeAtomically('out/bench/foreign/report.html', renderHtml(reportOf('Models that others made', reported, [])));
await writeResults(
  'foreign-profile',
  {
    machine,
    rounds: Number(values.rounds),
    packages: packages.map(({ name, version, license }) => ({ name, version, license })),
    rows,
  },
  values.output,
);
console.log(
  textTable(
    ['model', 'device', 'differs by', 'p50 ms', '95 %', 'cold start ms', 'model MB', ''],
    rows.map((row) => [
      row.model,
      row.device,
      row.difference?.toExponential(1) ?? '',
      row.p50Ms?.toFixed(3) ?? '',
      row.p50Interval?.map((bound) => bound.toFixed(3)).join(' to ') ?? '',
      row.coldStartMs?.toFixed(0) ?? '',
      row.modelMemoryBytes === undefined ? '' : (row.modelMemoryBytes / 1e6).toFixed(1),
      row.failure?.slice(0, 60) ?? '',
    ]),
  ),
);

async function look(source: ModelPackage, path: string): Promise<{ results: Row[]; kept?: ReportModel }> {
  const bytes = await readFile(path);
  const model = basename(path);
  const decoded = decodeModel(bytes, model);
  const named = (shapes: ModelPackage['shapes'] = []) => shapes.find(([part]) => model.includes(part))?.[1];
  const shapes = named(source.shapes) ?? {};
  const initial = new Set(decoded.graph.initializers.map(({ name }) => name));
  const feeds = feedsOf(decoded.graph.inputs, initial, shapes);
  const dimensions = sizesOf(decoded.graph.inputs, named(source.profiled) ?? shapes);
  const results: Row[] = [];
  const profiles: Profile[] = [];
  let reference: Answers | undefined;
  for (const device of devices) {
    try {
      const answers = await answersOn(device, bytes, feeds);
      reference ??= answers;
      const difference = differenceOf(reference, answers);
      const [measured] = await profile([path], {
        devices: [device],
        rounds: Number(values.rounds),
        minimumSamples: 20,
        dimensions,
      }).catch((error: unknown) => {
        results.push({ model, device, difference, failure: messageOf(error).slice(0, longestFailure) });
        return [];
      });
      if (!measured) continue;
      profiles.push(measured);
      const { p50, p50Interval } = measured.latencyMs;
      const coldStartMs = measured.coldStartMs.load + measured.coldStartMs.create + measured.coldStartMs.firstRun;
      const { modelMemoryBytes } = measured;
      results.push({
        ...{ model, device, difference, p50Ms: p50, p50Interval, coldStartMs },
        ...(modelMemoryBytes !== undefined && { modelMemoryBytes }),
      });
    } catch (error) {
      results.push({ model, device, failure: messageOf(error).slice(0, longestFailure) });
    }
  }
  const [first] = profiles;
  if (!first) return { results };
  const { parameters, macs } = summarize(decoded);
  const { name, file, sizeBytes, gzipBytes } = first.model;
  return {
    results,
    kept: {
      ...{ name, file: basename(file), sizeBytes, gzipBytes, parameters, profiles },
      ...(macs !== undefined && { macs }),
    },
  };
}

type Feeds = ReturnType<typeof feedsOf>;

async function answersOn(device: Device, bytes: Uint8Array, feeds: Feeds): Promise<Answers> {
  await using model = await load(bytes, { device });
  return answersOf(await model.run(feeds));
}

/** Sizes of open dimensions by name, or by input and place, from the shapes of inputs. */
function sizesOf(inputs: readonly OnnxValue[], shapes: Readonly<Record<string, readonly number[]>>) {
  return Object.fromEntries(
    inputs.flatMap(({ name, shape = [] }) =>
      shape.flatMap((size, axis): [string, number][] => {
        const given = shapes[name]?.[axis] ?? 1;
        return typeof size === 'number' ? [] : [[size || `${name}:${axis + 1}`, given]];
      }),
    ),
  );
}
