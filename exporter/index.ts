export { compact, posteriorMean } from './compact.ts';
export { criteria, scoresOf } from './criteria/index.ts';
export { type ExportDetails, exportModel } from './export-model.ts';
export { mostWithinFalseDiscoveryRate } from './false-discovery.ts';
export { probabilityOf } from './levels.ts';
export type { CutRecord, ExportedMetadata, InclusionSummary, PosteriorRecord } from './metadata.ts';
export {
  type NetworkSize,
  nestedCuts,
  type PlanGroup,
  type PlanOptions,
  type PruningPlan,
  planPruning,
} from './plan.ts';
export { networkOnRaw, type PredictiveGraph, predictiveGraph } from './predictive-graph.ts';
export { formatRule, parseRule, type Rule, ruleUsages } from './rules.ts';
