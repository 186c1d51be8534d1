export type { AdjustableBy, AdjustableParts } from './adjustable/parts.ts';
export { prefixNetwork } from './adjustable/prefix-network.ts';
export { type AdjustableNetwork, prefixAt, sortByNeed } from './adjustable/sort-by-need.ts';
export * from './choices.ts';
export { compact, posteriorMean } from './compact/compact.ts';
export { type Certification, certify, fewestRows, pValueOfRise } from './cut/certify.ts';
export { keptBy } from './cut/cut.ts';
export { cutKey } from './cut/cut-key.ts';
export { type CutSequence, cutSequence } from './cut/cut-sequence.ts';
export { mostWithinFalseDiscoveryRate } from './cut/false-discovery.ts';
export type { Guarantee } from './cut/guarantee.ts';
export {
  type NetworkSize,
  nestedCuts,
  type PlanGroup,
  type PlanOptions,
  type PruningPlan,
  planPruning,
} from './cut/plan.ts';
export {
  type Figure,
  type Measure,
  type OutOfReach,
  planWithin,
  type WithinBudget,
  type WithinOptions,
} from './cut/plan-within.ts';
export { type PredictedRise, predictRise } from './cut/predict-rise.ts';
export { rankCorrelation } from './cut/rank-correlation.ts';
export type { Correlations, MeasuredRise, TradeOffFigures, TradeOffPoint } from './cut/trade-off.ts';
export { type Explanation, explain, type GroupExplanation, type MemberExplanation } from './explain.ts';
export {
  type AdjustableDetails,
  calibrationModel,
  describeExport,
  type ExportDetails,
  exportedModel,
  exportModel,
  isSha256Of,
  posteriorSha256,
  sharesSteps,
} from './export-model.ts';
export { type NarrowedNetwork, type NeededFeature, narrowInput } from './graph/narrow-input.ts';
export { networkOnRaw, type PredictiveGraph, predictiveGraph } from './graph/predictive-graph.ts';
export { type LeanOptions, leanModel } from './lean/index.ts';
export type {
  CutRecord,
  ExportedMetadata,
  InclusionSummary,
  MeasuredScore,
  PosteriorRecord,
  WidthRecord,
} from './metadata.ts';
export { metadataKey } from './metadata.ts';
export {
  type CardContent,
  type CardDescription,
  type CardMetrics,
  type DeviceFigures,
  type ModelCard,
  modelFigures,
  type WidthsRecord,
  widthsRecord,
} from './package/card.ts';
export { cardMarkdown } from './package/card-markdown.ts';
export { packageFileName, packageFiles, referenceFile } from './package/package-files.ts';
export {
  type AnswerTensor,
  exampleRows,
  floatTolerance,
  integerTolerance,
  type Reference,
  type ReferenceTensor,
  referenceOf,
} from './package/reference.ts';
export { parseSums, sha256Of, sumsFile } from './package/sha256-sums.ts';
export type * from './package/shrunk-record.ts';
export {
  type ActivationRanges,
  formatsByPrecision,
  type IntegerOptions,
  type NetworkFormat,
  productInputs,
  type QuantizeOptions,
  quantizeModel,
  quantizeNetwork,
  type StoredGrid,
  smallestMix,
  withIntegerProducts,
} from './quantize/index.ts';
export { type StatedSize, statedSize } from './stated-size.ts';
export type { StorageOptions } from './store-weights.ts';
