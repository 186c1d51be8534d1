export { cholesky, solveCholesky, solveLower } from './cholesky.ts';
export * from './essentials.ts';
export * from './figures.ts';
export { fromFloat16, toFloat16 } from './float16.ts';
export type { Node } from './graph/index.ts';
export * as graph from './graph/index.ts';
export { probabilityLabel, probabilityOf, softplus } from './inclusion.ts';
export * from './network/activation.ts';
export { activationAt } from './network/activation-at.ts';
export * from './network/compact-network.ts';
export { eachWeight, type MemberAt, type RowPart, rowParts } from './network/each-weight.ts';
export { evenUnits, shareOneStep } from './network/even-units.ts';
export { type FoldedNetwork, foldBatchNorm } from './network/fold-batch-norm.ts';
export { everything, narrowNetwork, scatter, select } from './network/kept.ts';
export * from './network/level-axis.ts';
export { parseNetworkDocument } from './network/network-document.ts';
export { formatImage, formatLayers, formatNetwork } from './network/network-format.ts';
export {
  linear,
  multiplied,
  networkGraph,
  type Pass,
  partOf,
  perUnit,
  throughLayers,
  throughNetwork,
} from './network/network-graph.ts';
export * from './network/network-levels.ts';
export { parseImage, parseNetwork } from './network/network-parse.ts';
export { type NetworkPreset, networkPresets, presetNetwork } from './network/network-presets.ts';
export { featureShape, mostLayers, shapesOf, type ValueShape } from './network/network-shapes.ts';
export * from './network/network-spec.ts';
export { checkTrainingMemory } from './network/training-memory.ts';
export { withUsualSizes } from './network/usual-sizes.ts';
export * from './network/weight-grid.ts';
export { describeTempering } from './posterior/describe-tempering.ts';
export { observationStdDev } from './posterior/observation-noise.ts';
export * from './posterior/posterior.ts';
export { decodePosterior, encodePosterior } from './posterior/posterior-file.ts';
export * from './posterior/scores.ts';
export { spreadOf } from './posterior/spread.ts';
export { quoted } from './quoted.ts';
export { fillLogistic, fillNormal, fillUniform } from './random/noise.ts';
export { type RandomStream, randomStream } from './random/stream.ts';
export { type Key, keyOf, threefry } from './random/threefry.ts';
export { storedTypes } from './safetensors/element-widening.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsContent,
  safetensorsPieces,
} from './safetensors/safetensors.ts';
export * from './tensor.ts';
