import {
  type ImageInput,
  type InputSpec,
  isSecateurError,
  SecateurError,
  type Task,
  taskKindOf,
} from '../../core/essentials.ts';
import { type AdjustableParts, isAdjustableParts } from './adjustable-parts.ts';
import { fromLean, leanMetadataKey } from './lean-metadata.ts';
import { fieldsOf, notOnnx, textOf } from './wire.ts';

/** What Secateur writes into its models (JSON under the key `secateur`), so that they explain themselves. */
export interface ModelMetadata {
  readonly version: 1;
  readonly task: Task;
  readonly input: InputSpec;
  /** Of the observations around a prediction, in the target's unit, where it is the same for all. */
  readonly observationStdDev?: number;
  /** Where its answers say how uncertain they are, and by which method. */
  readonly predictive?: { readonly kind: string };
  /** Of a file of many widths: what of it follows the width. */
  readonly adjustable?: AdjustableParts;
  readonly [more: string]: unknown;
}

/**
 * `metadata_props` of an ONNX file, which onnxruntime does not expose to JavaScript: a scan over the top-level fields
 * of `ModelProto` that skips the graph unread, so it costs microseconds.
 * @throws FORMAT_INVALID naming the byte when this is not an ONNX model, or one that was cut short.
 */
export function metadataProperties(bytes: Uint8Array, name: string): Map<string, string> {
  const properties = new Map<string, string>();
  let hasGraph = false;
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === graphField && field.bytes) hasGraph = true;
    if (field.number !== metadataField || !field.bytes) continue;
    const entry = new Map<number, string>();
    for (const part of fieldsOf(field.bytes, name)) entry.set(part.number, textOf(part.bytes));
    properties.set(entry.get(keyField) ?? '', entry.get(valueField) ?? '');
  }
  if (!hasGraph) throw notOnnx(name, `it has no graph`);
  return properties;
}

/** Undefined for models that Secateur did not write. @throws FORMAT_INVALID, UNSUPPORTED (a later version's). */
export function readMetadata(bytes: Uint8Array, name: string): ModelMetadata | undefined {
  const properties = metadataProperties(bytes, name);
  const lean = properties.get(leanMetadataKey);
  const text = properties.get('secateur') ?? lean;
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    const found = (text === lean ? fromLean(parsed) : parsed) as Partial<ModelMetadata> | null;
    if (typeof found?.version === 'number' && found.version > 1) {
      const remedy = 'Update secateur to read it.';
      throw new SecateurError('UNSUPPORTED', `${name}: its metadata has version ${found.version}. ${remedy}`);
    }
    if (found && isMetadata(found)) return found;
  } catch (error) {
    if (isSecateurError(error)) throw error;
  }
  // Any program may have a key of one letter.
  if (text === lean) return undefined;
  const remedy = 'Export the model again.';
  throw new SecateurError('FORMAT_INVALID', `${name}: the metadata under the key 'secateur' is damaged. ${remedy}`);
}

/** What is of another shape may also make it throw. */
function isMetadata(found: Partial<ModelMetadata>): found is ModelMetadata {
  const { version, task, input, observationStdDev, predictive, adjustable } = found;
  return (
    version === 1 &&
    (task?.kind === 'regression' || (task?.kind === 'classification' && task.labels.every(isText))) &&
    likelihoodFits(task) &&
    ((input?.kind === 'image' && isImage(input)) || (input?.kind === 'table' && input.columns.every(isColumn))) &&
    (observationStdDev === undefined || isPositive(observationStdDev)) &&
    (predictive === undefined || isText(predictive.kind)) &&
    (adjustable === undefined || isAdjustableParts(adjustable))
  );
}

function likelihoodFits({ kind, likelihood }: Task): boolean {
  return likelihood === undefined || taskKindOf(likelihood) === kind;
}

function isImage({ height, width, channels, scale, measured }: ImageInput): boolean {
  const isMeasured =
    measured === undefined ||
    (measured.length === channels && measured.every((each) => Number.isFinite(each.mean) && isPositive(each.scale)));
  return [height, width, channels, scale].every(isPositive) && isMeasured;
}

const isText = (value: unknown) => typeof value === 'string';
const isPositive = (value: unknown) => typeof value === 'number' && value > 0;

/** What reading a table relies on; anybody may have written the file. */
function isColumn(found: unknown): boolean {
  const { name, kind, imputed, categories } = found as Readonly<Record<string, unknown>>;
  if (kind === 'numeric') return isText(name) && typeof imputed === 'boolean';
  return kind === 'categorical' && isText(name) && (categories as unknown[]).every(isText);
}

// Field numbers of ModelProto and StringStringEntryProto (github.com/onnx/onnx, onnx.proto3).
const graphField = 7;
const metadataField = 14;
const keyField = 1;
const valueField = 2;
