/**
 * Secateur from code: data set, posterior, plan, compact network, ONNX file, session, profile. Every stage is a function
 * from plain data to plain data. See README.md for the ten lines that go all the way.
 */
export {
  type Activation,
  type CompactLayer,
  type CompactNetwork,
  type DenseLayer,
  decodePosterior,
  denseNetwork,
  type ErrorCode,
  encodePosterior,
  featureNames,
  formatNetwork,
  type InputSpec,
  isSecateurError,
  type LikelihoodName,
  macCount,
  type NetworkSpec,
  type OnProgress,
  type Posterior,
  type Progress,
  parameterCount,
  parseNetwork,
  type Scores,
  SecateurError,
  specOf,
  type Task,
  type Tensor,
} from '../core/index.ts';
export {
  type Dataset,
  datasetFrom,
  type ImageRow,
  type LoadOptions as DatasetOptions,
  loadDataset,
  type RowsOptions,
  readRows,
  type Split,
  simulate,
  simulationNames,
  type TableRow,
} from '../datasets/index.ts';
export {
  type ActivationRanges,
  type AdjustableNetwork,
  type Budget,
  type CardMetrics,
  calibrationModel,
  compact,
  type Explanation,
  type ExportDetails,
  explain,
  exportedModel,
  exportModel,
  formatBudget,
  formatsByPrecision,
  type Guarantee,
  type Measure,
  type ModelCard,
  narrowInput,
  nestedCuts,
  type PlanOptions,
  type Predictive,
  type PruningPlan,
  parseBudget,
  parsePredictive,
  parseRule,
  planPruning,
  planWithin,
  posteriorMean,
  prefixAt,
  prefixNetwork,
  quantizeModel,
  quantizeNetwork,
  type Rule,
  sortByNeed,
  type TradeOffCurve,
  type WeightFormat,
  type Widths,
  type WithinBudget,
  weightFormats,
  withIntegerProducts,
} from '../exporter/index.ts';
export { writeAtomically as writeFile } from '../files/index.ts';
export {
  type Classification,
  type Comparison,
  compareProfiles,
  type LoadOptions,
  load,
  type Model,
  type Profile,
  type ProfileOptions,
  type Provider,
  profile,
  type Regression,
  type Rows,
} from '../runtime/index.ts';
export {
  type Calibration,
  type ClassWeights,
  calibration,
  type Fit,
  type FitOptions,
  families,
  fineTune,
  fitPosterior,
  type PriorOptions,
  type Score,
  score,
  type TrainedNetwork,
  type TrainingOptions,
  trainDense,
} from '../trainer/index.ts';
export { activationRanges } from './activation-ranges.ts';
export { calibrate } from './calibrate.ts';
export { type CertifiedOptions, calibrationRows, certifiedPlan } from './cuts/certified.ts';
export { type RecordedLatency, readRecordedDevice } from './cuts/recorded-latency.ts';
export { type TradeOffOptions, tradeOff } from './cuts/trade-off.ts';
export { readTradeOff, writeTradeOff } from './cuts/trade-off-file.ts';
export { type WithinBudgetOptions, withinBudget } from './cuts/within-budget.ts';
export type { Calibrations } from './export/calibration.ts';
export type { ExportOptions } from './export/export-options.ts';
export { type ExportResult, exportPosterior } from './export/export-posterior.ts';
export type { RoundingGain } from './export/rounding-gain.ts';
export { trainTeachers } from './export/teachers.ts';
export { type FloorOptions, measureFloors } from './floor/measure-floor.ts';
export type { Listener } from './listener.ts';
export { type ModelSize, modelSize } from './model-size.ts';
export { networkFor } from './network-for.ts';
export { type PackageOptions, writePackage } from './package/write-package.ts';
export { type ShrunkPackageOptions, writeShrunkPackage } from './package/write-shrunk-package.ts';
export { readPosterior, writePosterior } from './posterior-files.ts';
export { readModel } from './read-model.ts';
export { criterionNames, scoreGroups } from './scores/score-groups.ts';
export { predictionsOf, rawRows, rowsFor, scoreModel } from './scores/score-model.ts';
export { type SelectionScore, scoreSelection } from './scores/score-selection.ts';
export type { Measured } from './shrink/compare/measure.ts';
export type { PairedDifference } from './shrink/compare/paired-difference.ts';
export type { PixelScale } from './shrink/feeds/feeds.ts';
export { readSource } from './shrink/read-source.ts';
export { type Shrunk, shrinkModel } from './shrink/shrink-model.ts';
export type { ShrinkOptions, ShrinkSource } from './shrink/shrink-options.ts';
export type { FileSize, ShrinkReport } from './shrink/shrink-report.ts';
export type { Check } from './verify/check.ts';
export { type Verification, type VerifyOptions, verifyModel } from './verify/verify-model.ts';
export { writeModel } from './write-model.ts';
