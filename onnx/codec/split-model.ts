import type { OnnxModel, OnnxTensor } from '../model.ts';
import { graphsOf } from '../walk.ts';
import { encodePieces } from './encode.ts';

/** A model in two files, each in stretches to be written one after another; large ones are views of its memory. */
export interface SplitModel {
  readonly model: readonly Uint8Array[];
  readonly data: readonly Uint8Array[];
}

/** Smaller tensors stay in the model: runtimes want to see shapes and axes there. */
const smallestBytes = 1024;
/** Of a memory page, so that runtimes can map a tensor instead of reading it. */
const alignment = 4096;

/**
 * A model with its larger initializers in a second file, which has no limit of 2 GiB: one after another in the order of
 * the graph, each at a multiple of 4096 bytes. The same model gives the same bytes.
 * @param location the name of the second file, beside the first
 * @throws as `encodeModel`
 */
export function splitModel(model: OnnxModel, location: string): SplitModel {
  const data: Uint8Array[] = [];
  let end = 0;
  const initializers = model.graph.initializers.map((tensor): OnnxTensor => {
    const { bytes, elementType } = tensor;
    if (elementType === 'string' || bytes.length < smallestBytes) return tensor;
    const offset = Math.ceil(end / alignment) * alignment;
    if (offset > end) data.push(new Uint8Array(offset - end));
    data.push(bytes);
    end = offset + bytes.length;
    return { ...tensor, external: { location, offset, length: bytes.length } };
  });
  return { model: encodePieces({ ...model, graph: { ...model.graph, initializers } }), data };
}

/** Bytes of all its tensors: what a single file has to hold. */
export function tensorBytes(model: OnnxModel): number {
  return graphsOf(model.graph)
    .flatMap(({ initializers }) => initializers)
    .reduce((total, { bytes }) => total + bytes.length, 0);
}
