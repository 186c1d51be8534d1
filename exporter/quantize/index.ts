export type { StoredGrid } from './coded-tensor.ts';
export { type ActivationRanges, type IntegerOptions, withIntegerProducts } from './integer-products.ts';
export { formatsByPrecision } from './precision-formats.ts';
export { productInputs } from './products.ts';
export { type QuantizeOptions, quantizeModel } from './quantize-model.ts';
export { type NetworkFormat, quantizeNetwork } from './quantize-network.ts';
export { type MixOptions, smallestMix } from './smallest-mix.ts';
