import { messageOf, SecateurError } from '../errors.ts';
import { structureOf, weightedLayers } from '../network/network-levels.ts';
import { quoted } from '../quoted.ts';
import { decodeSafetensors, encodeSafetensors } from '../safetensors/safetensors.ts';
import type { Shape } from '../shape.ts';
import { checksumOf } from './checksum.ts';
import { inclusionNameOf, type Posterior, tensorNames } from './posterior.ts';
import { checkDocument, type PosteriorDocument, posteriorVersion } from './posterior-document.ts';

/** The metadata entry of the safetensors header that holds the document. */
const documentKey = 'secateur';
/** The one that holds the checksum of document and tensors; files that were written before there was one lack it. */
const checksumKey = 'secateur.crc32';
/** Far more than any document needs; bounds what a hostile one can make JSON.parse allocate. */
const largestDocument = 4 * 2 ** 20;

type Tensors = Posterior['tensors'];

/**
 * A posterior as one safetensors file: its tensors, and everything else as JSON in the metadata entry `secateur`, with a
 * checksum beside it. The same posterior gives the same bytes. Tensors of other names than `tensorNames` are kept as they are.
 * @param options.checksum false gives the bytes that versions wrote before there was one; true by default
 * @throws ARGUMENT_INVALID when `decodePosterior` would refuse the file
 */
export function encodePosterior(posterior: Posterior, { checksum = true } = {}): Uint8Array {
  const { tensors, ...rest } = posterior;
  const refuse = (fault: string) =>
    new SecateurError('ARGUMENT_INVALID', `This posterior cannot be saved: ${fault}. Correct that first.`);
  const checked = checkDocument(rest);
  if ('fault' in checked) throw refuse(checked.fault);
  const fault = faultIn(tensors, checked.document);
  if (fault !== undefined) throw refuse(fault);
  const text = JSON.stringify(checked.document);
  if (text.length > largestDocument) {
    throw refuse(`everything but its tensors takes ${text.length} characters, more than ${largestDocument}`);
  }
  return encodeSafetensors(tensors, {
    [documentKey]: text,
    ...(checksum && { [checksumKey]: checksumOf(text, tensors) }),
  });
}

/**
 * Reads what `encodePosterior` wrote, trusting nothing.
 * @param source the file's name, for messages
 * @throws FORMAT_INVALID naming the field or tensor at fault; UNSUPPORTED for the file of a newer Secateur or an element
 *   type that cannot be read
 */
export function decodePosterior(bytes: Uint8Array, source: string): Posterior {
  const { tensors, metadata } = decodeSafetensors(bytes, source);
  const document = readDocument(metadata[documentKey], source);
  const fault = faultIn(tensors, document);
  if (fault !== undefined) throw invalid(source, `this Secateur posterior is damaged: ${fault}`);
  const written = metadata[checksumKey];
  if (written !== undefined && written !== checksumOf(metadata[documentKey]!, tensors)) {
    throw invalid(
      source,
      'this Secateur posterior is damaged: its content is not what was written (its CRC-32 differs)',
    );
  }
  return { ...document, tensors };
}

function readDocument(text: string | undefined, source: string): PosteriorDocument {
  if (text === undefined) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${source}: this is a safetensors file but not a Secateur posterior (its metadata has no entry '${documentKey}'). Give a file that \`secateur train\` wrote.`,
    );
  }
  if (text.length > largestDocument)
    throw invalid(source, `its document has ${text.length} characters, more than ${largestDocument}`);
  const value = parseJson(text, source);
  const version = versionOf(value);
  if (version !== undefined && version > posteriorVersion) {
    throw new SecateurError(
      'UNSUPPORTED',
      `${source}: written by a newer Secateur (posterior version ${version}; this one reads up to ${posteriorVersion}). Update Secateur.`,
    );
  }
  const checked = checkDocument(value);
  if ('fault' in checked) throw invalid(source, `this Secateur posterior is damaged: ${checked.fault}`);
  return checked.document;
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(source, `this Secateur posterior is damaged: its document is not JSON (${messageOf(error)})`);
  }
}

function versionOf(value: unknown): number | undefined {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  return typeof version === 'number' ? version : undefined;
}

/** What is wrong with the tensors of a posterior, if anything. */
function faultIn(tensors: Tensors, { network }: PosteriorDocument): string | undefined {
  const layers = weightedLayers(network);
  const anyHas = (nameOf: (layer: number) => string) => layers.some(({ index }) => has(tensors, nameOf(index)));
  const isSpread = anyHas(tensorNames.slabLogStdDev);
  const isBiasSpread = anyHas(tensorNames.biasLogStdDev);
  const hasWeightInclusion = anyHas(tensorNames.weightInclusion);
  const faults = layers.flatMap(({ index, shape, layer: { units } }) => [
    misfit(tensors, tensorNames.slabMean(index), shape, true),
    misfit(tensors, tensorNames.biasMean(index), [units], true),
    misfit(tensors, tensorNames.slabLogStdDev(index), shape, isSpread),
    misfit(tensors, tensorNames.biasLogStdDev(index), [units], isBiasSpread),
    misfit(tensors, tensorNames.weightInclusion(index), shape, hasWeightInclusion),
  ]);
  structureOf(network).levels.forEach(({ size }, level) => {
    const name = level === 0 ? undefined : inclusionNameOf(network, level);
    if (name !== undefined) faults.push(misfit(tensors, name, [size], false));
  });
  faults.push(
    misfit(tensors, tensorNames.inputInclusion, [network.inputs], false),
    misfit(tensors, tensorNames.observationLogStdDev, [1], false),
  );
  return faults.find((fault) => fault !== undefined) ?? nonFinite(tensors);
}

function misfit(tensors: Tensors, name: string, shape: Shape, required: boolean): string | undefined {
  const expected = `shape [${shape.join(', ')}]`;
  if (!has(tensors, name)) return required ? `tensor '${name}' of ${expected} is missing` : undefined;
  const actual = tensors[name]!.shape;
  const fits = actual.length === shape.length && actual.every((size, axis) => size === shape[axis]);
  return fits ? undefined : `tensor '${name}' has shape [${actual.slice(0, 8).join(', ')}], not ${expected}`;
}

function nonFinite(tensors: Tensors): string | undefined {
  for (const [name, { data }] of Object.entries(tensors)) {
    const at = firstNonFinite(data);
    if (at >= 0) return `tensor ${quoted(name)} holds ${data[at]} at position ${at}`;
  }
  return undefined;
}

/** -1 where there is none. A loop: of the hundreds of millions of a large network, a callback for each takes seconds. */
function firstNonFinite(data: Float32Array): number {
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!;
    // True of NaN and infinities only.
    if (value - value !== 0) return at;
  }
  return -1;
}

function has(tensors: Tensors, name: string): boolean {
  return Object.hasOwn(tensors, name);
}

function invalid(source: string, why: string): SecateurError {
  return new SecateurError(
    'FORMAT_INVALID',
    `${source}: ${why}. Write the file again with \`secateur train\`, or take an undamaged copy.`,
  );
}
