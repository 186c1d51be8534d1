export type { Dataset, LoadOptions, Provenance, Rows, Split } from './dataset.ts';
export type { Encoder } from './encode.ts';
export { encodeRows, encoderOf } from './encode.ts';
export { type Idx, parseIdx, readIdx } from './idx.ts';
export { loadDataset } from './load-dataset.ts';
export { type PredictionRows, readRows } from './read-rows.ts';
export { simulate } from './simulation/simulate.ts';
export { simulationNames } from './simulation/simulation-name.ts';
export { type SplitOptions, splitAround, stratifiedSplit } from './split.ts';
