import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../core/index.ts';
import { quantizeModel, type WeightFormat } from '../../exporter/index.ts';
import { decodeModel, encodeModel } from '../../onnx/index.ts';
import { runChild } from '../support/child.ts';
import type { OurAnswer, OurRequest } from './process.ts';
import type { ShrinkTask } from './tasks.ts';

/** A task at a seed, with the folder that all contenders share. */
export interface Setting {
  readonly name: string;
  readonly task: ShrinkTask;
  readonly seed: number;
  readonly folder: string;
  readonly epochs: ShrinkTask['epochs'];
  readonly threads: number;
  /** Training rows at most. */
  readonly examples: number;
}

/** A model that a contender wrote, or why it did not. */
export type Written =
  | { readonly path: string; readonly parameters?: number; readonly widths?: string; readonly seconds: number }
  | { readonly failure: string };

const python = process.env['SECATEUR_PYTHON'] ?? 'python3';
const peers = fileURLToPath(new URL('../../../bench/peers/', import.meta.url));
const ours = fileURLToPath(new URL('process.js', import.meta.url));

/** Versions of the packages that took part, filled as they answer. */
export const versions: Record<string, string> = {};

/** What Torch-Pruning offers that applies here; inputs can only go where a dense layer reads them. */
export function pruningMethods({ shape }: ShrinkTask): readonly string[] {
  return ['magnitude', 'taylor', 'group-norm', ...(shape.length === 1 ? ['magnitude, inputs'] : [])];
}

export function trainDenseModel(setting: Setting): Promise<Written> {
  return pythonWrites('shrink_start.py', { ...common(setting), epochs: setting.epochs.dense });
}

export function pruneWithTorch(setting: Setting, method: string, parameters: number): Promise<Written> {
  const { epochs, task } = setting;
  return pythonWrites('prune_torch.py', {
    ...common(setting),
    method,
    parameters,
    epochs: epochs.fit,
    fineTuneEpochs: epochs.fineTune,
    rounds: task.rounds,
    output: `${method.replaceAll(/\W+/g, '-')}-${parameters}.onnx`,
  });
}

export function quantizeWithOrt(setting: Setting, method: 'dynamic' | 'static', source: string): Promise<Written> {
  const target = source.replace(/\.onnx$/, `-${method}.onnx`);
  return pythonWrites('quantize_ort.py', { ...common(setting), method, source, target });
}

/** Weights only, as `secateur export --weights` does. */
export function quantizeWithOurs(source: string, format: WeightFormat): Promise<Written> {
  return written(async () => {
    const path = source.replace(/\.onnx$/, `-${format}.onnx`);
    const model = decodeModel(await readFile(source), source);
    await writeFile(path, encodeModel(quantizeModel(model, { weights: format, shareCodes: true })));
    return { path };
  });
}

export async function shrinkWithOurs(setting: Setting, parameters: number): Promise<Written> {
  const { name, seed, folder, epochs, threads, examples } = setting;
  const target = join(folder, `ours-${parameters}.onnx`);
  const request: OurRequest = {
    task: name,
    seed,
    source: join(folder, 'dense.onnx'),
    target,
    parameters,
    epochs: epochs.fit,
    fineTuneEpochs: epochs.fineTune,
    threads,
    examples,
  };
  return written(async () => ({
    ...(await runChild<OurAnswer>([process.execPath, ours, JSON.stringify(request)])).result,
    path: target,
  }));
}

function common({ task: { network, shape, standardised, batchSize }, seed, folder, threads }: Setting) {
  return { network, shape, standardised, batchSize, seed, folder, threads };
}

interface PythonAnswer {
  readonly path: string;
  readonly parameters?: number;
  readonly widths?: string;
  readonly inputs?: number | null;
  readonly versions: Readonly<Record<string, string>>;
}

function pythonWrites(script: string, request: object): Promise<Written> {
  return written(async () => {
    const command = [python, `${peers}${script}`, JSON.stringify(request)];
    const environment = { PYTHONDONTWRITEBYTECODE: '1' };
    const { result } = await runChild<PythonAnswer | { failure: string }>(command, { environment });
    if ('failure' in result) throw new Error(result.failure);
    Object.assign(versions, result.versions);
    const { path, parameters, widths, inputs } = result;
    return {
      path,
      ...(parameters !== undefined && { parameters }),
      ...(widths !== undefined && { widths: inputs ? `${inputs}-${widths}` : widths }),
    };
  });
}

async function written(work: () => Promise<{ path: string; parameters?: number; widths?: string }>): Promise<Written> {
  const began = performance.now();
  try {
    const result = await work();
    return { ...result, seconds: (performance.now() - began) / 1000 };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}
