/**
 * What a cut and its file can be asked for, by name. The command line lists it in its help, and need not load for that what
 * writes models; pages show by it what a rule keeps while a slider is dragged.
 */
export { criteria, scoresOf } from './criteria/index.ts';
export {
  type Budget,
  budgetUsages,
  formatBudget,
  formatLimit,
  isLatency,
  isScore,
  type Limit,
  parseBudget,
  type Quantity,
  type SizeQuantity,
} from './cut/budget.ts';
export {
  type CertifiedRule,
  certifiedUsage,
  formatCertified,
  isCertified,
  parseCertified,
  usualCalibrationShare,
} from './cut/certified-rule.ts';
export { chooseGroups, finishOf, type Groups } from './cut/choose-groups.ts';
export { formatRule, needsProbabilities, parseRule, type Rule, reasonFor, ruleUsages, selectBy } from './cut/rules.ts';
export { furthestHolding } from './cut/search.ts';
export { macsOf, parametersOf } from './cut/size-limits.ts';
export type { TradeOffCurve } from './cut/trade-off.ts';
export type { Widths } from './cut/widths.ts';
export { type Predictive, parsePredictive } from './predictive/method.ts';
export { type MixedWeights, mixedUsage, parseMixed } from './quantize/mixed-weights.ts';
export { bitsOf, checkWeightFormat, type WeightFormat, weightFormats } from './quantize/weight-format.ts';
