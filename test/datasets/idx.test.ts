import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSecateurError } from '../../core/index.ts';
import { loadDataset, parseIdx, readIdx } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectError, idxFile } from './fixtures.ts';

const files = temporaryFolder();

describe('An IDX file', () => {
  test('gives back the dimensions and bytes it was made of', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        fc.nat(255),
        (shape, fill) => {
          const size = shape.reduce((product, dimension) => product * dimension, 1);
          const data = Uint8Array.from({ length: size }, (_, index) => (fill + index) % 256);
          expect(parseIdx(idxFile(shape, data), 'x')).toEqual({ dimensions: shape, data });
        },
      ),
    );
  });

  test('is refused with a typed error however it is cut or prolonged', () => {
    const whole = idxFile([3, 2, 2], new Uint8Array(12));
    for (let length = 0; length < whole.length; length++) {
      expect(codeOf(() => parseIdx(whole.subarray(0, length), 'x'))).toBe('FORMAT_INVALID');
    }
    expect(codeOf(() => parseIdx(new Uint8Array([...whole, 0]), 'x'))).toBe('FORMAT_INVALID');
  });

  test('never fails with anything but a typed error, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, plausible) => {
        if (plausible) bytes.set([0, 0, 8].slice(0, bytes.length));
        const code = codeOf(() => parseIdx(bytes, 'x'));
        expect([undefined, 'FORMAT_INVALID', 'UNSUPPORTED']).toContain(code);
      }),
    );
  });

  test('that promises more than any memory holds is refused without allocating', () => {
    const liar = idxFile([0xffffffff, 0xffffffff, 0xffffffff], [1, 2, 3]);
    expect(() => parseIdx(liar, 'liar')).toThrow(/liar: ends at byte 19 where its header promises/);
  });

  test('names the byte that is wrong', () => {
    expect(() => parseIdx(Uint8Array.of(0x1f, 0x8b, 8, 3), 'x')).toThrow(/bytes 0 and 1 are 31 and 139/);
    expect(() => parseIdx(Uint8Array.of(0, 0, 0x0d, 1), 'x')).toThrow(/byte 2/);
    expect(() => parseIdx(Uint8Array.of(0, 0, 8, 9), 'x')).toThrow(/byte 3/);
    expect(() => parseIdx(idxFile([2, 0], []), 'x')).toThrow(/byte 8/);
  });

  test('is unpacked when it ends in .gz, and refused when that is damaged', async () => {
    const packed = gzipSync(idxFile([2], [7, 9]));
    const good = await files.write('good.gz', packed);
    expect(Array.from((await readIdx(good)).idx.data)).toEqual([7, 9]);
    const bad = await files.write('bad.gz', packed.subarray(0, packed.length - 9));
    await expectError(readIdx(bad), 'FORMAT_INVALID', /bad\.gz: cannot be unpacked/);
    await expectError(readIdx(`${bad}-absent`), 'FILE_NOT_FOUND', /bad\.gz-absent/);
  });
});

describe('A folder of images', () => {
  const images = (count: number) => idxFile([count, 2, 3], new Uint8Array(count * 6).fill(9));
  const labels = (count: number) =>
    idxFile(
      [count],
      Uint8Array.from({ length: count }, (_, row) => row % 3),
    );

  async function folderWith(change: Record<string, Uint8Array | undefined>): Promise<string> {
    const folder = await mkdtemp(join(files.path(), 'images'));
    const all: Record<string, Uint8Array | undefined> = {
      'train-images-idx3-ubyte': images(24),
      'train-labels-idx1-ubyte': labels(24),
      't10k-images-idx3-ubyte': images(6),
      't10k-labels-idx1-ubyte': labels(6),
      ...change,
    };
    for (const [name, bytes] of Object.entries(all)) if (bytes) await writeFile(join(folder, name), bytes);
    return folder;
  }

  test('keeps the last training images for validation and the test file for the test', async () => {
    const dataset = await loadDataset(await folderWith({}));
    expect(dataset.input).toEqual({ kind: 'image', height: 2, width: 3, channels: 1, scale: 255 });
    expect(dataset.task).toEqual({ kind: 'classification', labels: ['0', '1', '2'] });
    expect(Array.from(dataset.split.validation)).toEqual([22, 23]);
    expect(Array.from(dataset.split.test)).toEqual([24, 25, 26, 27, 28, 29]);
    expect(dataset.rows).toHaveLength(30 * 6);
  });

  test('says in notes that classes have no example, and that all images are equal', async () => {
    const ends = (count: number) =>
      idxFile(
        [count],
        new Uint8Array(count).map((_, row) => 9 * (row % 2)),
      );
    const folder = await folderWith({ 'train-labels-idx1-ubyte': ends(24), 't10k-labels-idx1-ubyte': ends(6) });
    const notes = (await loadDataset(folder)).notes.join(' ');
    expect(notes).toMatch(
      /one training row or none has the class '1', '2', .*'8', for which the network has an output/,
    );
    expect(notes).toMatch(/All images are equal/);
  });

  test('reads packed files as well', async () => {
    const folder = await folderWith({
      't10k-images-idx3-ubyte': undefined,
      't10k-images-idx3-ubyte.gz': gzipSync(images(6)),
    });
    const plain = await loadDataset(await folderWith({}));
    expect((await loadDataset(folder)).provenance.sha256).toBe(plain.provenance.sha256);
  });

  test('is refused when a file is absent or its files do not belong together', async () => {
    await expectError(
      loadDataset(await folderWith({ 'train-labels-idx1-ubyte': undefined })),
      'FILE_NOT_FOUND',
      /train-labels-idx1-ubyte/,
    );
    await expectError(
      loadDataset(await folderWith({ 't10k-labels-idx1-ubyte': labels(5) })),
      'SHAPE_MISMATCH',
      /5 labels for the 6 images/,
    );
    await expectError(
      loadDataset(await folderWith({ 't10k-images-idx3-ubyte': idxFile([6, 3, 3], new Uint8Array(54)) })),
      'SHAPE_MISMATCH',
      /3 x 3 but those of .* are 2 x 3/,
    );
    await expectError(
      loadDataset(await folderWith({ 't10k-labels-idx1-ubyte': idxFile([6], [0, 1, 2, 3, 0, 1]) })),
      'DATA_INVALID',
      /label 3 of row 3/,
    );
    await expectError(
      loadDataset(
        await folderWith({
          'train-labels-idx1-ubyte': idxFile([24], new Uint8Array(24)),
          't10k-labels-idx1-ubyte': idxFile([6], new Uint8Array(6)),
        }),
      ),
      'DATA_INVALID',
      /only one class/,
    );
  });

  test('takes no options of tables', async () => {
    await expectError(loadDataset(await folderWith({}), { target: 'y' }), 'ARGUMENT_INVALID', /option target/);
  });

  test('that does not exist, or a source of an unknown kind, is a typed error', async () => {
    await expectError(loadDataset(join(files.path(), 'nowhere')), 'FILE_NOT_FOUND', /nowhere/);
    await expectError(loadDataset('data.parquet'), 'UNSUPPORTED', /mnist, .*a \.csv or \.tsv file/);
    const folder = join(files.path(), 'empty');
    await mkdir(folder);
    await expectError(loadDataset(folder), 'FILE_NOT_FOUND', /has no train-images/);
    await rm(folder, { recursive: true });
  });
});

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (isSecateurError(error)) return error.code;
    throw error;
  }
}
