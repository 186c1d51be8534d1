import { type Kept, SecateurError } from '../../core/index.ts';
import { mostWithinFalseDiscoveryRate } from './false-discovery.ts';
import { allKept, type LogOdds, type Networked } from './levels.ts';
import { type Finish, foremost, foremostOfEach, largestWithin, nested } from './nested.ts';
import { parametersOf, type SizeLimit } from './size-limits.ts';

/** Which inputs and units stay (docs/methods.md, the cut). */
export type Rule =
  /** The median probability model: inclusion probability above 1/2. */
  | { readonly name: 'median' }
  | { readonly name: 'threshold'; readonly probability: number }
  /** Of the inputs, and of each hidden layer, the largest set whose mean probability of not being needed is at most `rate`. */
  | { readonly name: 'fdr'; readonly rate: number }
  /** The largest of the nested cuts, least probable first, with at most this many weights and biases. */
  | { readonly name: 'budget'; readonly parameters: number }
  /** The same with at most this many multiply-accumulates. */
  | { readonly name: 'macs'; readonly macs: number }
  /** The nested cut that leaves this many inputs and units (of families with an indicator for each weight: weights). */
  | { readonly name: 'top'; readonly count: number }
  /** The most probable so many of the inputs, and of each hidden layer that can be cut, in their order. */
  | { readonly name: 'layers'; readonly counts: readonly number[] };

interface RuleKind<R extends Rule> {
  /** How it is written, for help texts. */
  readonly usage: string;
  /** From the number after `=`, NaN where there is none, and as it is written; undefined when that makes no sense. */
  readonly parse: (argument: number, text: string | undefined) => R | undefined;
  readonly format: (rule: R) => string;
  /** Completes "kept what ...". */
  readonly because: (rule: R) => string;
  /** Whether it needs probabilities, or no more than an order. */
  readonly needsProbabilities: boolean;
  /** Above which log-odds the rule keeps single weights: of all weights together. */
  readonly weightCutoff?: (rule: R, logOdds: Float32Array) => number;
  /** Rules without a size leave it to the caller to finish. */
  readonly select: (rule: R, posterior: Networked, logOdds: LogOdds, finish: Finish) => Kept;
}

const kinds: { readonly [R in Rule as R['name']]: RuleKind<R> } = {
  median: {
    usage: 'median',
    parse: (_, text) => (text === undefined ? { name: 'median' } : undefined),
    format: () => 'median',
    because: () => 'is more probably needed than not (the median probability model)',
    needsProbabilities: true,
    weightCutoff: () => 0,
    select: (_, posterior, logOdds) => above(0, posterior, logOdds),
  },
  threshold: {
    usage: 'threshold=0.9',
    parse: (probability) => (probability > 0 && probability < 1 ? { name: 'threshold', probability } : undefined),
    format: ({ probability }) => `threshold=${probability}`,
    because: ({ probability }) => `has an inclusion probability above ${probability}`,
    needsProbabilities: true,
    weightCutoff: ({ probability }) => logitOf(probability),
    select: ({ probability }, posterior, logOdds) => above(logitOf(probability), posterior, logOdds),
  },
  fdr: {
    usage: 'fdr=0.1',
    parse: (rate) => (rate > 0 && rate < 1 ? { name: 'fdr', rate } : undefined),
    format: ({ rate }) => `fdr=${rate}`,
    because: ({ rate }) => `is needed but for an expected share of at most ${rate} (Bayesian false discovery rate)`,
    needsProbabilities: true,
    weightCutoff: ({ rate }, logOdds) => {
      const kept = new Set(mostWithinFalseDiscoveryRate(logOdds, rate));
      return logOdds.reduce(
        (most, value, at) => (kept.has(at) ? most : Math.max(most, value)),
        Number.MIN_SAFE_INTEGER,
      );
    },
    // Each level on its own: units that are certain must not pay for inputs that are not.
    select: ({ rate }, posterior, logOdds) =>
      allKept(posterior).map((indices, level) => {
        const values = logOdds[level];
        return values ? mostWithinFalseDiscoveryRate(values, rate) : indices;
      }),
  },
  budget: {
    usage: 'budget=12000',
    parse: (parameters) =>
      Number.isSafeInteger(parameters) && parameters > 0 ? { name: 'budget', parameters } : undefined,
    format: ({ parameters }) => `budget=${parameters}`,
    because: ({ parameters }) => `is most probably needed and fits into ${parameters} parameters`,
    needsProbabilities: false,
    select: (rule, posterior, logOdds, finish) => largestWithin(sizeLimitOf(rule), posterior, logOdds, finish),
  },
  macs: {
    usage: 'macs=75000',
    parse: (macs) => (Number.isSafeInteger(macs) && macs > 0 ? { name: 'macs', macs } : undefined),
    format: ({ macs }) => `macs=${macs}`,
    because: ({ macs }) => `is most probably needed and fits into ${macs} multiply-accumulates`,
    needsProbabilities: false,
    select: (rule, posterior, logOdds, finish) => largestWithin(sizeLimitOf(rule), posterior, logOdds, finish),
  },
  top: {
    usage: 'top=60',
    parse: (count) => (Number.isSafeInteger(count) && count > 0 ? { name: 'top', count } : undefined),
    format: ({ count }) => `top=${count}`,
    because: ({ count }) => `ranks among the first ${count}, or first in its layer`,
    needsProbabilities: false,
    weightCutoff: ({ count }, logOdds) => {
      const sorted = Float64Array.from(logOdds).sort();
      return sorted[sorted.length - 1 - count] ?? Number.MIN_SAFE_INTEGER;
    },
    select: ({ count }, posterior, logOdds) => foremost(count, posterior, logOdds),
  },
  layers: {
    usage: 'layers=200-40-30',
    parse: (_, text = '') => {
      const counts = text.split('-').map((count) => (/^\d+$/.test(count) ? Number(count) : 0));
      return counts.every((count) => Number.isSafeInteger(count) && count > 0) ? { name: 'layers', counts } : undefined;
    },
    format: ({ counts }) => `layers=${counts.join('-')}`,
    because: ({ counts }) => `is among the most probable ${counts.join(', ')} of the inputs and layers`,
    needsProbabilities: false,
    weightCutoff: (rule) => {
      throw new SecateurError(
        'ARGUMENT_INVALID',
        `The rule ${formatRule(rule)} counts units, but this family is cut weight by weight. Use a budget (budget=PARAMETERS), or cut by another criterion.`,
      );
    },
    select: ({ counts }, posterior, logOdds) => foremostOfEach(counts, posterior, logOdds),
  },
};

/** How each rule is written, for help texts. */
export const ruleUsages: readonly string[] = Object.values(kinds).map((kind) => kind.usage);

/**
 * Reads `median`, `threshold=0.9`, `fdr=0.1`, `budget=12000`, `macs=75000`, `top=60` or `layers=200-40-30`.
 * @param others how what else the caller reads is written, for the error's remedy
 * @throws ARGUMENT_INVALID
 */
export function parseRule(text: string, others: readonly string[] = []): Rule {
  const [name = '', argument, ...rest] = text.split('=').map((part) => part.trim());
  const number = argument ? Number(argument) : Number.NaN;
  const isKnown = rest.length === 0 && Object.hasOwn(kinds, name);
  const rule = isKnown ? kinds[name as Rule['name']].parse(number, argument) : undefined;
  if (rule) return rule;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `Cannot read the rule '${text}'. Write one of ${[...ruleUsages, ...others].join(', ')}: a probability or rate between 0 and 1, a budget as a whole number of parameters or multiply-accumulates, a count of what stays, in all or of the inputs and each layer.`,
  );
}

/** The inverse of `parseRule`. */
export function formatRule(rule: Rule): string {
  return kindOf(rule).format(rule);
}

export function reasonFor(rule: Rule): string {
  return kindOf(rule).because(rule);
}

export function needsProbabilities(rule: Rule): boolean {
  return kindOf(rule).needsProbabilities;
}

/** Above which log-odds single weights stay; undefined for a budget, which depends on what is left. */
export function weightCutoff(rule: Rule, logOdds: Float32Array): number | undefined {
  return kindOf(rule).weightCutoff?.(rule, logOdds);
}

/**
 * What a rule chooses, before it is finished; levels may come back empty.
 * @throws BUDGET_OUT_OF_REACH
 */
export function selectBy(rule: Rule, posterior: Networked, logOdds: LogOdds, finish: Finish): Kept {
  return kindOf(rule).select(rule, posterior, logOdds, finish);
}

/** Weights and biases of the smallest network that a budget can ask for. */
export function smallestBudget(posterior: Networked, logOdds: LogOdds, finish: Finish): number {
  const { chosen, steps } = nested(posterior, logOdds);
  return parametersOf(posterior, finish(chosen(steps)));
}

/** The table pairs every name with its own rule, which a lookup by a union of names cannot express. */
function kindOf(rule: Rule): RuleKind<Rule> {
  return kinds[rule.name] as RuleKind<Rule>;
}

function logitOf(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function above(smallest: number, posterior: Networked, logOdds: LogOdds): Kept {
  return allKept(posterior).map((indices, level) => {
    const values = logOdds[level];
    return values ? indices.filter((index) => values[index]! > smallest) : indices;
  });
}

export function sizeLimitOf(rule: Extract<Rule, { name: 'budget' | 'macs' }>): SizeLimit {
  return rule.name === 'budget'
    ? { most: rule.parameters, unit: 'parameters' }
    : { most: rule.macs, unit: 'multiply-accumulates' };
}
