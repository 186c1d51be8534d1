import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { encode as encodePng } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';
import { decodeImage } from '../../datasets/images/decode-image.ts';
import { resize } from '../../datasets/images/resize.ts';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectError } from './fixtures.ts';

const files = temporaryFolder();

function png(height: number, width: number, channels: number, pixel: (index: number) => number): Uint8Array {
  const data = Uint8Array.from({ length: height * width * channels }, (_, index) => pixel(index));
  return encodePng({ width, height, channels, depth: 8, data });
}

async function folderOf(content: Record<string, Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(files.path(), 'classes'));
  for (const [name, bytes] of Object.entries(content)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return folder;
}

/** Twelve images of each class, 2 x 3 and grey, all different. */
function twoClasses(place = '', count = 12): Record<string, Uint8Array> {
  const content: Record<string, Uint8Array> = {};
  for (const [label, name] of ['cat', 'dog'].entries()) {
    for (let index = 0; index < count; index++) {
      content[`${place}${name}/${String(index).padStart(2, '0')}.png`] = png(
        2,
        3,
        1,
        (at) => 10 * index + at + 120 * label,
      );
    }
  }
  return content;
}

describe('A folder of images by class', () => {
  test('is read in the order of its names', async () => {
    const dataset = await loadDataset(await folderOf(twoClasses()));
    expect(dataset.input).toEqual({ kind: 'image', height: 2, width: 3, channels: 1, scale: 255 });
    expect(dataset.task).toEqual({ kind: 'classification', labels: ['cat', 'dog'] });
    expect([...dataset.rows.subarray(6, 12)]).toEqual([10, 11, 12, 13, 14, 15]);
    expect([...dataset.targets]).toEqual([...new Array(12).fill(0), ...new Array(12).fill(1)]);
    expect(dataset.split.test.length).toBe(5);
  });

  test('follows folders for the parts', async () => {
    const content = { ...twoClasses('train/'), ...twoClasses('test/', 2) };
    const { split } = await loadDataset(await folderOf(content));
    expect([...split.test]).toEqual([24, 25, 26, 27]);
    expect(split.validation.length).toBe(2);
    const given = await loadDataset(await folderOf({ ...content, ...twoClasses('val/', 1) }));
    expect([given.split.train, given.split.validation, given.split.test].map(({ length }) => length)).toEqual([
      24, 2, 4,
    ]);
    await expectError(loadDataset(await folderOf(content), { testFraction: 0.1 }), 'ARGUMENT_INVALID', /testFraction/);
  });

  test('has three channels as soon as one file has colour, and one again with grey', async () => {
    const content = { ...twoClasses(), 'dog/99.png': png(2, 3, 3, (at) => [255, 0, 0][at % 3]!) };
    const folder = await folderOf(content);
    const coloured = await loadDataset(folder);
    expect(coloured.input).toMatchObject({ channels: 3 });
    expect([...coloured.rows.subarray(0, 6)]).toEqual([0, 0, 0, 1, 1, 1]);
    expect([...coloured.rows.subarray(-6)]).toEqual([255, 0, 0, 255, 0, 0]);
    const grey = await loadDataset(folder, { grey: true });
    expect(grey.input).toMatchObject({ channels: 1 });
    expect([...grey.rows.subarray(-6)]).toEqual(new Array(6).fill(76));
    expect(grey.provenance.sha256).not.toBe(coloured.provenance.sha256);
  });

  test('of several sizes is refused naming two files, or resized', async () => {
    const folder = await folderOf({ ...twoClasses(), 'cat/05b.png': png(4, 6, 1, () => 7) });
    await expectError(
      loadDataset(folder),
      'SHAPE_MISMATCH',
      /cat.05b\.png: is 4 x 6 pixels.*cat.00\.png is 2 x 3.*--image-size 2x3/,
    );
    const resized = await loadDataset(folder, { imageSize: { height: 2, width: 3 } });
    expect([...resized.rows.subarray(36, 42)]).toEqual(new Array(6).fill(7));
  });

  test('names the first bad file in order, whichever is read first', async () => {
    const bad = Uint8Array.of(1, 2, 3);
    const folder = await folderOf({ ...twoClasses(), 'cat/07.png': bad, 'cat/03.png': bad, 'dog/01.png': bad });
    for (let round = 0; round < 5; round++) {
      await expectError(loadDataset(folder), 'FORMAT_INVALID', /cat.03\.png: is neither PNG nor JPEG/);
    }
  });

  test('is another data set when a file moves to another class', async () => {
    const content = twoClasses();
    const before: Dataset = await loadDataset(await folderOf(content));
    const { 'cat/00.png': moved, ...others } = content;
    const after = await loadDataset(await folderOf({ ...others, 'dog/zz.png': moved! }));
    expect(after.provenance.sha256).not.toBe(before.provenance.sha256);
    expect((await loadDataset(await folderOf(content))).provenance.sha256).toBe(before.provenance.sha256);
  });

  test('says what it left out, and refuses what it cannot learn from', async () => {
    const { notes } = await loadDataset(await folderOf({ ...twoClasses(), 'cat/notes.txt': Uint8Array.of(65) }));
    expect(notes.join(' ')).toMatch(/1 file is neither PNG nor JPEG/);
    const cats = Object.fromEntries(Object.entries(twoClasses()).filter(([name]) => name.startsWith('cat')));
    await expectError(loadDataset(await folderOf(cats)), 'DATA_INVALID', /only one class, 'cat'/);
    await expectError(
      loadDataset(await folderOf({ 'cat/a.txt': Uint8Array.of(65) })),
      'DATA_INVALID',
      /no PNG or JPEG/,
    );
    const unknown = { ...twoClasses('train/'), 'test/cow/1.png': png(2, 3, 1, () => 0) };
    await expectError(loadDataset(await folderOf(unknown)), 'DATA_INVALID', /class 'cow' has no images in .*train/);
  });
});

describe('An image file', () => {
  test('in PNG gives back its bytes, grey, coloured, with alpha and of 16 bits', () => {
    for (const channels of [1, 2, 3, 4]) {
      const image = decodeImage(
        png(3, 5, channels, (at) => (at * 7) % 256),
        'a.png',
      );
      const colours = channels <= 2 ? 1 : 3;
      expect(image).toMatchObject({ height: 3, width: 5, channels: colours, hadAlpha: channels % 2 === 0 });
      const expected = Array.from({ length: 15 * channels }, (_, at) => (at * 7) % 256);
      expect([...image.data]).toEqual(expected.filter((_, at) => at % channels < colours));
    }
    const deep = encodePng({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(0x1234, 0xffff) });
    expect([...decodeImage(deep, 'deep.png').data]).toEqual([0x12, 0xff]);
    const bits = encodePng({ width: 3, height: 2, channels: 1, depth: 1, data: Uint8Array.of(0b10100000, 0b01000000) });
    expect([...decodeImage(bits, 'bits.png').data]).toEqual([255, 0, 255, 0, 255, 0]);
    const palette: [number, number, number][] = [
      [1, 2, 3],
      [9, 9, 9],
    ];
    const indexed = encodePng({ width: 2, height: 1, channels: 1, depth: 8, palette, data: Uint8Array.of(1, 0) });
    expect([...decodeImage(indexed, 'indexed.png').data]).toEqual([9, 9, 9, 1, 2, 3]);
  });

  test('in JPEG is read to within its losses, grey ones with one channel', () => {
    const jpeg = (pixel: number[]) =>
      new Uint8Array(
        encodeJpeg({ width: 8, height: 8, data: Uint8Array.from({ length: 256 }, (_, at) => pixel[at % 4]!) }, 95).data,
      );
    const grey = decodeImage(jpeg([90, 90, 90, 255]), 'a.jpg');
    expect(grey.channels).toBe(1);
    for (const value of grey.data) expect(Math.abs(value - 90)).toBeLessThan(4);
    const red = decodeImage(jpeg([200, 10, 10, 255]), 'a.jpg');
    expect(red.channels).toBe(3);
    expect(Math.abs(red.data[0]! - 200)).toBeLessThan(8);
    expect(Math.abs(red.data[1]! - 10)).toBeLessThan(8);
  });

  test('that is damaged anywhere is a typed error or an image', () => {
    const good = png(6, 6, 3, (at) => (at * 31) % 256);
    for (let at = 0; at < good.length; at++) {
      for (const bad of [good.slice(0, at), good.map((byte, index) => (index === at ? byte ^ 0x55 : byte))]) {
        try {
          decodeImage(bad, 'bad.png');
        } catch (error) {
          expect(error).toMatchObject({ name: 'SecateurError' });
        }
      }
    }
    const huge = good.slice();
    new DataView(huge.buffer).setUint32(16, 2 ** 30);
    expect(() => decodeImage(huge, 'huge.png')).toThrow(/huge\.png: promises \d+ pixels/);
  });

  test('is resized by areas: a mean stays a mean, and the same size changes nothing', () => {
    const image = decodeImage(
      png(4, 4, 1, (at) => at * 10),
      'a.png',
    );
    expect(resize(image, { height: 4, width: 4 })).toBe(image);
    expect([...resize(image, { height: 2, width: 2 }).data]).toEqual([25, 45, 105, 125]);
    expect([...resize(image, { height: 1, width: 1 }).data]).toEqual([75]);
    expect([...resize(image, { height: 8, width: 4 }).data.subarray(0, 8)]).toEqual([0, 10, 20, 30, 0, 10, 20, 30]);
    const [first] = resize(image, { height: 4, width: 3 }).data;
    // A whole 0 and a third of 10, by an area of four thirds.
    expect(Math.abs(first! - 2.5)).toBeLessThanOrEqual(0.5);
  });
});
