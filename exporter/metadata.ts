import {
  type CompactNetwork,
  formatNetwork,
  type InputSpec,
  macCount,
  type Posterior,
  parameterCount,
  probabilityOf,
  specOf,
  type Task,
  weightedLayers,
} from '../core/index.ts';
import type { AdjustableParts } from './adjustable/parts.ts';
import type { Guarantee } from './cut/guarantee.ts';
import type { PlanGroup, PruningPlan } from './cut/plan.ts';
import { formatRule } from './cut/rules.ts';
import type { Widths } from './cut/widths.ts';
import type { NeededFeature } from './graph/narrow-input.ts';
import type { Predictive } from './predictive/method.ts';

/** The key of `metadata_props` whose value is an `ExportedMetadata` as JSON. */
export const metadataKey = 'secateur';

/** What an exported model says about itself: enough to feed it raw rows, read its answers, and know where it is from. */
export interface ExportedMetadata {
  readonly version: 1;
  readonly task: Task;
  readonly input: InputSpec;
  /** Standard deviation of the observations around `prediction`, in the target's unit, where it is the same for all. */
  readonly observationStdDev?: number;
  readonly parameters: number;
  readonly macs: number;
  /** As `formatNetwork` writes it. */
  readonly network: string;
  /** Numbers of inputs read and of units of each layer with weights. */
  readonly kept: { readonly inputs: number; readonly units: readonly number[] };
  /** Where the interface was narrowed: what each value of a row is, and where the uncut network had it. */
  readonly features?: readonly NeededFeature[];
  readonly cut?: CutRecord;
  readonly posterior?: PosteriorRecord;
  /** Where its answers say how uncertain they are: by which method, and what part of observations an interval is to hold. */
  readonly predictive?: Predictive & { readonly interval: number };
  /** Of a file of many widths. */
  readonly adjustable?: AdjustableParts & { readonly widths: readonly WidthRecord[] };
}

/** One width of an adjustable file. */
export interface WidthRecord {
  readonly width: number;
  readonly network: string;
  readonly parameters: number;
  readonly macs: number;
  readonly validation?: MeasuredScore;
}

/** A figure on the validation rows: `accuracy`, `rmse` or `deviance`. */
export interface MeasuredScore {
  readonly name: string;
  readonly value: number;
}

export interface CutRecord {
  /** As `parseRule` reads it. */
  readonly rule: string;
  /** The budget that led to it, as `parseBudget` reads it. */
  readonly budget?: string;
  /** Where figures of the budget are from, where they were not measured: one sentence. */
  readonly basis?: string;
  readonly guarantee?: Guarantee;
  readonly widths?: Widths;
  /** What the rule went by, where that is not the inclusion the family found. */
  readonly criterion?: string;
  /** Weights that are not zero, of families with an indicator for each. */
  readonly activeWeights?: number;
  /** The network before the cut, for example `784-300-100-10`. */
  readonly from: string;
  /** Empty where the criterion gives no probabilities. */
  readonly inclusion: readonly InclusionSummary[];
}

/** Inclusion probabilities of one group; the expected number of members is their sum. */
export interface InclusionSummary {
  readonly group: string;
  readonly before: number;
  readonly after: number;
  readonly expected: number;
  readonly smallest: number;
  readonly median: number;
  readonly largest: number;
}

export interface PosteriorRecord {
  /** Of the posterior's file, as `encodePosterior` writes it. */
  readonly sha256: string;
  readonly family: string;
  readonly prior: string;
  readonly seed: number;
  readonly data: Posterior['data'];
  /** What makes it another posterior than Bayes' rule gives, in words; absent where nothing does. */
  readonly tempering?: string;
}

export function metadataOf(
  network: CompactNetwork,
  details: Pick<ExportedMetadata, 'posterior' | 'predictive' | 'adjustable' | 'features'> & {
    readonly plan?: PruningPlan;
  },
): ExportedMetadata {
  const { plan, posterior, predictive, adjustable, features } = details;
  const spec = specOf(network);
  return {
    version: 1,
    task: network.task,
    input: network.input,
    ...(network.observationStdDev !== undefined && { observationStdDev: network.observationStdDev }),
    parameters: parameterCount(spec),
    macs: macCount(spec),
    network: formatNetwork(spec),
    kept: { inputs: spec.inputs, units: weightedLayers(spec).map(({ layer }) => layer.units) },
    ...(features && { features }),
    ...(plan && { cut: cutRecord(plan) }),
    ...(posterior && { posterior }),
    ...(predictive && { predictive }),
    ...(adjustable && { adjustable }),
  };
}

function cutRecord(plan: PruningPlan): CutRecord {
  const { rule, budget, basis, guarantee, widths, criterion, scale, weights, before, groups } = plan;
  return {
    rule: formatRule(rule),
    ...(budget !== undefined && { budget }),
    ...(basis !== undefined && { basis }),
    ...(guarantee && { guarantee }),
    ...(widths && { widths }),
    ...(criterion !== 'inclusion' && { criterion }),
    ...(weights && { activeWeights: weights.after }),
    from: before.network,
    inclusion: scale === 'log-odds' ? groups.map(inclusionSummary) : [],
  };
}

function inclusionSummary({ name, logOdds, before, after }: PlanGroup): InclusionSummary {
  const sorted = logOdds.map(probabilityOf).sort((a, b) => a - b);
  const short = (value: number) => Number(value.toPrecision(4));
  return {
    group: name,
    before,
    after,
    expected: short(sorted.reduce((sum, value) => sum + value, 0)),
    smallest: short(sorted[0]!),
    median: short((sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2),
    largest: short(sorted.at(-1)!),
  };
}
