import { basename } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { readBytes } from '../../files/index.ts';
import type { ProfiledModel } from '../profile.ts';

export async function describeModel(file: string, width: number | undefined): Promise<ProfiledModel> {
  const bytes = await readBytes(file);
  const [gzipped, brotli] = await Promise.all([promisify(gzip)(bytes, { level: 9 }), promisify(brotliCompress)(bytes)]);
  return {
    name: `${basename(file, '.onnx')}${width === undefined ? '' : `@${width}`}`,
    file,
    sizeBytes: bytes.length,
    gzipBytes: gzipped.length,
    brotliBytes: brotli.length,
  };
}
