import { gzipSync } from 'node:zlib';
import type { InputSpec } from '../../../core/index.ts';
import { loadDataset, parseIdx, readIdx, readRows } from '../../../datasets/index.ts';
import { npyFile, npzFile } from '../../datasets/array-files.ts';
import { mutate } from '../../support/mutate.ts';
import type { FuzzTarget } from '../target.ts';

const values = (count: number) => Array.from({ length: count }, (_, index) => (index * 7) % 5);

const table: InputSpec = {
  kind: 'table',
  columns: [
    { kind: 'numeric', name: 'width', mean: 1, scale: 2, imputed: true },
    { kind: 'categorical', name: 'colour', categories: ['', 'blue', 'red'] },
  ],
};

export const csv: FuzzTarget = {
  name: 'csv',
  weight: 1,
  bytesPerByte: 2000,
  corpus: () => {
    const rows = Array.from({ length: 24 }, (_, row) => `${row / 3},${['red', 'blue', ''][row % 3]},${row % 2}`);
    const quoted = rows.map((row) => row.replace(/^([^,]*),([^,]*)/, '"$1";"a ""$2"""').replace(/,/g, ';'));
    const sevens = rows.map((_, row) => `${'7,'.repeat(8)}${row}`);
    return [
      ['width,colour,kind', ...rows].join('\n'),
      ['\ufeffwidth;colour;kind', ...quoted].join('\r\n'),
      ['a,b,c,d,e,f,g,h,y', ...sevens].join('\n'),
    ].map((text) => new Uint8Array(Buffer.from(text, 'utf8')));
  },
  large: () => {
    const rows = Array.from({ length: 60_000 }, (_, row) => `${row % 7},${['red', 'blue'][row % 2]},${row % 2}`);
    return [new Uint8Array(Buffer.from(['width,colour,kind', ...rows].join('\n')))];
  },
  read: async (bytes, scratch) => {
    const path = scratch('fuzz.csv', bytes);
    await loadDataset(path);
    await readRows(path, table);
  },
};

export const npy: FuzzTarget = {
  name: 'npy',
  weight: 2,
  bytesPerByte: 2000,
  corpus: () => [
    npyFile([12, 3], values(36)),
    npyFile([12, 4], values(48), { type: 'f4', order: '>', fortran: true, version: 2 }),
    npyFile([12, 3], values(36), { type: 'i8', version: 3 }),
    npyFile([10, 2], values(20), { type: 'u1', order: '|' }),
  ],
  large: () => [npyFile([50_000, 8], values(400_000), { type: 'u1', order: '|' })],
  read: (bytes, scratch) => loadDataset(scratch('fuzz.npy', bytes)),
};

/** A deflated byte can promise 1032. */
const deflateRatio = 1032;

export const npz: FuzzTarget = {
  name: 'npz',
  weight: 1,
  bytesPerByte: 64 * deflateRatio,
  corpus: () => {
    const [x, y] = [npyFile([12, 3], values(36)), npyFile([12], values(12))];
    const images = npyFile([12, 4, 4], values(192), { type: 'u1', order: '|' });
    return [
      npzFile({ x, y }),
      npzFile({ x, y }, { compressed: false }),
      npzFile({ x_train: images, y_train: y, x_test: images, y_test: y }),
    ];
  },
  // A bomb: a few thousand bytes that unpack to a million.
  large: () => {
    const x = npyFile([2 ** 11, 512], values(2 ** 20), { type: 'u1', order: '|' });
    return [npzFile({ x, y: npyFile([2 ** 11], values(2 ** 11), { type: 'u1', order: '|' }) })];
  },
  read: (bytes, scratch) => loadDataset(scratch('fuzz.npz', bytes)),
  // Damaged arrays in a sound archive: its checksums hide them from changes of single bytes.
  reshape: (_, random) => {
    const compressed = random.uniform() < 0.5;
    const x = mutate(npyFile([12, 3], values(36)), random);
    const y = mutate(npyFile([12], values(12), { type: 'i4' }), random);
    return npzFile(random.uniform() < 0.5 ? { x, y } : { x_train: x, y_train: y, x_test: x, y_test: y }, {
      compressed,
    });
  },
};

export const idx: FuzzTarget = {
  name: 'idx',
  weight: 2,
  bytesPerByte: 64 * deflateRatio,
  corpus: () => {
    const images = Buffer.concat([Buffer.from([0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0, 3]), Buffer.alloc(30, 9)]);
    const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 4, 1, 2, 3, 4]);
    return [images, labels, gzipSync(images)].map((bytes) => new Uint8Array(bytes));
  },
  large: () => [
    new Uint8Array(gzipSync(Buffer.concat([Buffer.from([0, 0, 8, 1, 1, 0, 0, 0]), Buffer.alloc(2 ** 24)]))),
  ],
  read: (bytes, scratch) =>
    bytes[0] === 0x1f ? readIdx(scratch('fuzz.gz', bytes)) : parseIdx(bytes, 'fuzz-idx3-ubyte'),
  reshape: (bytes, random) =>
    bytes[0] === 0x1f ? new Uint8Array(gzipSync(mutate(Buffer.alloc(40, 8), random))) : mutate(bytes, random),
};
