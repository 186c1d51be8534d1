import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelCard, verifyModel, writePackage } from '../../../api/index.ts';
import { cardMarkdown, compact, planPruning } from '../../../exporter/index.ts';
import { formatSums } from '../../../exporter/package/sha256-sums.ts';
import { decodeModel, encodeModel, floatTensor, valuesOf } from '../../../onnx/index.ts';
import { examplePosterior } from '../../support/posterior-example.ts';
import type { temporaryFolder } from '../../support/temporary-folder.ts';

type Folder = ReturnType<typeof temporaryFolder>;

export const posterior = examplePosterior([12, 6, 5, 3]);
export const plan = planPruning(posterior, { name: 'threshold', probability: 0.3 });
export const network = compact(posterior, plan);

export async function packed(folder: Folder, name: string): Promise<string> {
  const path = folder.at(name);
  await writePackage(path, network, { posterior, plan, metrics: { before: { testAccuracy: 0.9 }, after: {} } });
  return path;
}

export const failedOf = async (path: string) =>
  (await verifyModel(path)).checks.filter(({ status }) => status === 'failed').map(({ name }) => name);

/** Changes files and puts its hash right again, as somebody who knows how would. */
export async function tampered(path: string, changes: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(changes)) await writeFile(join(path, name), content);
  const names = (await readdir(path)).filter((name) => name !== 'SHA256SUMS');
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(path, name))] as const));
  await writeFile(join(path, 'SHA256SUMS'), formatSums(Object.fromEntries(files)));
}

/** The card, and the page that goes with it. */
export async function changedCard(path: string, change: (card: ModelCard) => unknown): Promise<void> {
  const card = JSON.parse(await readFile(join(path, 'card.json'), 'utf8')) as ModelCard;
  const changed = change(card) as ModelCard;
  await tampered(path, {
    'card.json': JSON.stringify(changed),
    ...('model' in changed && { 'card.md': cardMarkdown(changed) }),
  });
}

/** The model with the values of its last tensor larger by a hundredth. */
export function nudged(bytes: Uint8Array): Uint8Array {
  const model = decodeModel(bytes, 'model.onnx');
  const at = model.graph.initializers.findLastIndex(({ elementType }) => elementType === 'float32');
  const tensor = model.graph.initializers[at]!;
  const data = Float32Array.from(valuesOf(tensor) as Float32Array, (value) => value + 0.01);
  const initializers = model.graph.initializers.with(at, floatTensor(tensor.name, { shape: tensor.shape, data }));
  return encodeModel({ ...model, graph: { ...model.graph, initializers } });
}
