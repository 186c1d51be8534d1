export type { Dataset, LoadOptions, Provenance, Rows, Split } from './dataset.ts';
export type { Encoder } from './encode.ts';
export { encodeRows, encoderOf } from './encode.ts';
export { loadDataset } from './load-dataset.ts';
