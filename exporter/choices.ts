/**
 * What a cut and its file can be asked for, by name. The command line lists it in its help, and need not load for that what
 * writes models.
 */
export { criteria, scoresOf } from './criteria/index.ts';
export {
  type Budget,
  budgetUsages,
  formatBudget,
  formatLimit,
  isScore,
  type Limit,
  parseBudget,
  type Quantity,
} from './cut/budget.ts';
export {
  type CertifiedRule,
  certifiedUsage,
  formatCertified,
  isCertified,
  parseCertified,
} from './cut/certified-rule.ts';
export { formatRule, parseRule, type Rule, reasonFor, ruleUsages } from './cut/rules.ts';
export { type Predictive, parsePredictive } from './predictive/method.ts';
export { bitsOf, checkWeightFormat, type WeightFormat, weightFormats } from './quantize/weight-format.ts';
