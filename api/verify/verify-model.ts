import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isSecateurError, SecateurError } from '../../core/index.ts';
import { parseNpy } from '../../datasets/index.ts';
import {
  type AnswerTensor,
  modelFigures,
  parseSums,
  type Reference,
  referenceFile,
  sha256Of,
  sumsFile,
} from '../../exporter/index.ts';
import { asReadError, readBytes, readText } from '../../files/index.ts';
import type { Provider } from '../../runtime/index.ts';
import { type Check, checked } from './check.ts';
import { checkAnswers } from './check-answers.ts';
import { checkCard, type FoundCard, parseCard } from './check-card.ts';
import { checkModel } from './check-model.ts';
import { checkProviders } from './check-providers.ts';

export interface Verification {
  readonly path: string;
  readonly kind: 'package' | 'model';
  readonly checks: readonly Check[];
  /** Whether none failed. */
  readonly passed: boolean;
}

export interface VerifyOptions {
  /** Where to run the model; every one that is installed by default. */
  readonly providers?: readonly Provider[];
}

/**
 * Checks a package that `writePackage` wrote, or any ONNX file: that its files are those that were packed, that the parts
 * of the model fit together, that the card speaks of this model, and that it gives its stored answers on every provider.
 * Of a file without stored answers the providers are compared with each other.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE; FORMAT_INVALID for a folder that is no package. What is wrong with the model is
 * no error but a failed check.
 */
export async function verifyModel(path: string, options: VerifyOptions = {}): Promise<Verification> {
  const { providers = ['node-cpu', 'web-wasm'] } = options;
  const found = await stat(path).catch((error: unknown) => {
    throw asReadError(path, error);
  });
  const kind = found.isDirectory() ? 'package' : 'model';
  const checks = kind === 'package' ? await packageChecks(path, providers) : await fileChecks(path, providers);
  return { path, kind, checks, passed: checks.every(({ status }) => status !== 'failed') };
}

async function fileChecks(path: string, providers: readonly Provider[]): Promise<Check[]> {
  const bytes = await readBytes(path);
  const checks = await checkModel(bytes, path);
  if (checks.some(({ status }) => status === 'failed')) return checks;
  return [...checks, ...(await checkProviders(path, providers))];
}

async function packageChecks(folder: string, providers: readonly Provider[]): Promise<Check[]> {
  const sums = await readText(join(folder, sumsFile)).catch((error: unknown) => {
    if (!isSecateurError(error) || error.code !== 'FILE_NOT_FOUND') throw error;
    const what = `${folder}: is no package (it has no ${sumsFile})`;
    throw new SecateurError('FORMAT_INVALID', `${what}. Give a folder that export --package wrote, or an .onnx file.`);
  });
  const hashes = await checked('hashes', () => checkHashes(folder, sums));
  const source = join(folder, 'model.onnx');
  const bytes = await readBytes(source);
  const model = await checkModel(bytes, source);
  if (model.some(({ status }) => status === 'failed')) return [hashes, ...model];
  let card: FoundCard | undefined;
  const readable = await checked('card', async () => {
    card = parseCard(await readText(join(folder, 'card.json')), join(folder, 'card.json'));
    return '';
  });
  if (!card) return [hashes, ...model, readable];
  const others = { labels: await labelsIn(folder), page: await pageIn(folder) };
  const agreeing = await checkCard(card, others, bytes, source);
  let reference: Reference | undefined;
  const stored = await checked('reference', async () => {
    reference = await readReference(
      folder,
      card!,
      modelFigures(bytes, source).outputs.filter(({ type }) => type !== null).length,
    );
    return `${reference.inputs[0]!.shape[0]} rows, ${reference.outputs.length} outputs`;
  });
  const answers: Check[] = [];
  for (const provider of reference ? providers : []) answers.push(await checkAnswers(source, provider, reference!));
  return [hashes, ...model, agreeing, stored, ...answers];
}

async function checkHashes(folder: string, sums: string): Promise<string> {
  const expected = parseSums(sums, join(folder, sumsFile));
  for (const needed of ['model.onnx', 'card.json', 'card.md']) {
    if (!expected.has(needed)) throw changed(join(folder, sumsFile), `does not list ${needed}`);
  }
  const unlisted = (await readdir(folder)).sort().find((name) => name !== sumsFile && !expected.has(name));
  if (unlisted !== undefined) throw changed(join(folder, unlisted), 'was not packed');
  for (const [name, sha256] of expected) {
    const file = join(folder, name);
    if (sha256Of(await readBytes(file)) !== sha256) throw changed(file, 'is not the file that was packed');
  }
  return `${expected.size} files are as they were packed`;
}

async function labelsIn(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readText(join(folder, 'labels.json')));
  } catch {
    // Of a regression, or damaged, which the hashes say.
    return undefined;
  }
}

async function pageIn(folder: string): Promise<string | undefined> {
  try {
    return await readText(join(folder, 'card.md'));
  } catch {
    // Gone or damaged, which the hashes say.
    return undefined;
  }
}

async function readReference(folder: string, card: FoundCard, outputCount: number): Promise<Reference> {
  const read = async (file: string, name = file): Promise<AnswerTensor> => {
    const { shape, length, at, textAt } = parseNpy(await readBytes(join(folder, file)), join(folder, file));
    if (textAt) return { name, shape, values: Array.from({ length }, (_, index) => textAt(index)) };
    return { name, shape, values: Float64Array.from({ length }, (_, index) => at(index)) };
  };
  const { source, tolerance, rows, widths, inputs: names = [undefined] } = card.reference;
  const inputs = [];
  for (const [index, name] of names.entries()) {
    const file = referenceFile('input', index);
    const input = await read(file, name);
    if (input.shape[0] !== rows) {
      throw changed(join(folder, file), `has shape [${input.shape.join(', ')}] where the card says ${rows} rows`);
    }
    inputs.push(input);
  }
  const outputsAt = async (width: number) => {
    const outputs = [];
    for (let index = 0; index < outputCount; index++) outputs.push(await read(referenceFile('output', index, width)));
    return { width, outputs };
  };
  const { outputs } = await outputsAt(1);
  const narrow = [];
  for (const width of widths ?? []) narrow.push(await outputsAt(width));
  return {
    inputs,
    outputs,
    ...(widths && { narrow }),
    source,
    tolerance,
  };
}

function changed(file: string, what: string): SecateurError {
  return new SecateurError('DATA_INVALID', `${file}: ${what}. Fetch the package again, or write it anew.`);
}
