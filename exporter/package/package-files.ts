import { type CardContent, cardOf, type ModelCard } from './card.ts';
import { cardMarkdown } from './card-markdown.ts';
import { encodeNpy } from './npy.ts';
import { formatSums, sumsFile } from './sha256-sums.ts';

/** The names of all files that a package can hold. */
export const packageFileName =
  /^(?:model\.onnx|card\.md|card\.json|labels\.json|SHA256SUMS|reference-(?:in|out)put-\d+\.npy|reference-width-[\d.]+-output-\d+\.npy)$/;

/** The contents of a package, by file name: the same content gives the same bytes. */
export function packageFiles(content: CardContent): { card: ModelCard; files: Readonly<Record<string, Uint8Array>> } {
  const { model, reference } = content;
  const card = cardOf(content);
  const answers = [{ width: 1, outputs: reference.outputs }, ...(reference.narrow ?? [])];
  const outputs = answers.flatMap(({ width, outputs }) =>
    outputs.map(({ shape, values }, index) => [referenceFile('output', index, width), encodeNpy(shape, values)]),
  );
  const inputs = reference.inputs.map(({ shape, values, type }, index) => [
    referenceFile('input', index),
    encodeNpy(shape, values, type),
  ]);
  const files: Record<string, Uint8Array> = {
    'model.onnx': model,
    'card.json': utf8(`${JSON.stringify(card, undefined, 1)}\n`),
    'card.md': utf8(cardMarkdown(card)),
    ...(card.task?.kind === 'classification' && { 'labels.json': utf8(`${JSON.stringify(card.task.labels)}\n`) }),
    ...(Object.fromEntries([...inputs, ...outputs]) as Record<string, Uint8Array>),
  };
  return { card, files: { ...files, [sumsFile]: utf8(formatSums(files)) } };
}

/** Numbered as the graph's inputs and outputs are: their names need not be fit for files. */
export function referenceFile(side: 'input' | 'output', index: number, width = 1): string {
  return `reference-${width === 1 ? '' : `width-${width}-`}${side}-${index}.npy`;
}

function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'));
}
