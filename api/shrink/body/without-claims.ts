import { metadataKey } from '../../../exporter/index.ts';
import type { ForeignModel } from '../../../onnx/index.ts';

/** What `secateur export` says of a file that is still true when its network was cut once more. */
const lasting = ['version', 'task', 'input', 'observationStdDev', 'features', 'predictive'] as const;

/** One of our own files without what it says of its network, its cut and its widths; any other as it is. */
export function withoutClaims(foreign: ForeignModel): ForeignModel {
  const { model } = foreign;
  const text = model.metadata[metadataKey];
  if (text === undefined) return foreign;
  const said = parsed(text);
  if (!said) return foreign;
  const kept = Object.fromEntries(lasting.flatMap((key) => (said[key] === undefined ? [] : [[key, said[key]]])));
  return { ...foreign, model: { ...model, metadata: { ...model.metadata, [metadataKey]: JSON.stringify(kept) } } };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
