import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { ProfiledModel } from '../model/profile.ts';
import { openDimensions } from '../model-file/open-dimensions.ts';
import { readModelSource } from '../model-source.ts';

export interface DescribedModel {
  readonly model: ProfiledModel;
  /** See `openDimensions`. */
  readonly openDimensions: readonly string[];
}

/** Sizes are those of all its files, where it keeps weights in others. Errors as `readModelSource`. */
export async function describeModel(file: string, width: number | undefined): Promise<DescribedModel> {
  const source = await readModelSource(file);
  const parts =
    source instanceof Uint8Array ? [source] : [source.bytes, ...(await source.readFiles()).map(({ data }) => data)];
  const gzipped = await Promise.all(parts.map((part) => promisify(gzip)(part, { level: 9 })));
  const brotli = await Promise.all(parts.map((part) => promisify(brotliCompress)(part)));
  const model = {
    name: `${basename(file, '.onnx')}${width === undefined ? '' : `@${width}`}`,
    file,
    sha256: createHash('sha256').update(parts[0]!).digest('hex'),
    ...(width !== undefined && { width }),
    sizeBytes: totalBytes(parts),
    gzipBytes: totalBytes(gzipped),
    brotliBytes: totalBytes(brotli),
  };
  return { model, openDimensions: openDimensions(parts[0]!, file) };
}

function totalBytes(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
