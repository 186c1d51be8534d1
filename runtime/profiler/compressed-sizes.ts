import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { writeAtomically } from '../../files/index.ts';
import { defaultCacheFolder } from '../cache-folder.ts';
import type { FileSizes } from '../model/profile.ts';

/** What a server compresses with on the way: of 46 MB the best level of brotli takes a minute. */
const gzipLevel = 6;
const brotliQuality = 5;

/**
 * Sizes of some files together, each compressed on its own. Those of large files are kept in the user's cache folder:
 * compressing a runtime takes seconds.
 */
export async function compressedSizes(files: readonly string[]): Promise<FileSizes> {
  const sizes = await Promise.all(files.map(sizesOf));
  const sum = (of: (size: FileSizes) => number) => sizes.reduce((total, size) => total + of(size), 0);
  return {
    sizeBytes: sum(({ sizeBytes }) => sizeBytes),
    gzipBytes: sum(({ gzipBytes }) => gzipBytes),
    brotliBytes: sum(({ brotliBytes }) => brotliBytes),
  };
}

const worthKeeping = 1_000_000;

async function sizesOf(file: string): Promise<FileSizes> {
  const { size, mtimeMs } = await stat(file);
  if (size < worthKeeping) return compressed(await readFile(file));
  const kept = join(
    defaultCacheFolder('compressed'),
    `${file.replaceAll(/[^\w.]+/g, '-').slice(-120)}-${size}-${Math.round(mtimeMs)}.json`,
  );
  const known = await readFile(kept, 'utf8').then(parsed, () => undefined);
  if (known?.sizeBytes === size) return known;
  const sizes = await compressed(await readFile(file));
  // A cache that cannot be written costs time, and nothing else.
  await writeAtomically(kept, JSON.stringify(sizes)).catch(() => undefined);
  return sizes;
}

async function compressed(bytes: Buffer): Promise<FileSizes> {
  const [gzipped, brotli] = await Promise.all([
    promisify(gzip)(bytes, { level: gzipLevel }),
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  ]);
  return { sizeBytes: bytes.length, gzipBytes: gzipped.length, brotliBytes: brotli.length };
}

function parsed(text: string): FileSizes | undefined {
  try {
    const { sizeBytes, gzipBytes, brotliBytes } = JSON.parse(text) as FileSizes;
    return [sizeBytes, gzipBytes, brotliBytes].every((size) => Number.isSafeInteger(size) && size > 0)
      ? { sizeBytes, gzipBytes, brotliBytes }
      : undefined;
  } catch {
    return undefined;
  }
}
