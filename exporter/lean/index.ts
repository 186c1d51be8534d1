export { withShortInterface } from './interface-names.ts';
export { leanMetadata, leanMetadataKey } from './lean-metadata.ts';
export { type LeanOptions, leanModel } from './lean-model.ts';
export { withOutputs } from './outputs.ts';
