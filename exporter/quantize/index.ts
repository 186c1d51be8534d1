export type { StoredGrid } from './coded-tensor.ts';
export { type QuantizeOptions, quantizeModel } from './quantize-model.ts';
export { type NetworkFormat, quantizeNetwork } from './quantize-network.ts';
export { checkWeightFormat, type WeightFormat, weightFormats } from './weight-format.ts';
