import {
  formatNetwork,
  type Kept,
  macCount,
  type NetworkSpec,
  narrowNetwork,
  type Posterior,
  parameterCount,
  type Scores,
  SecateurError,
  sizeOf as tensorSize,
  weightedLayers,
} from '../../core/index.ts';
import { weightsOf } from '../compact/unread.ts';
import { countKept, cutWeights } from '../compact/weight-cut.ts';
import { scoresOf } from '../criteria/index.ts';
import { type ChosenGroups, chooseGroups, finishOf, type Groups } from './choose-groups.ts';
import type { Guarantee } from './guarantee.ts';
import { allKept, everyFeature, type LogOdds, levelName } from './levels.ts';
import { formatRule, needsProbabilities, type Rule, reasonFor, smallestBudget } from './rules.ts';
import { parametersOf } from './size-limits.ts';
import { isOfWeights, smallestWeightBudget, weightThreshold } from './weight-rules.ts';
import type { Widths } from './widths.ts';

/** What a cut keeps and why; plain data that survives JSON. */
export interface PruningPlan {
  readonly rule: Rule;
  /** What the rule went by, see `Scores`: `inclusion` unless another was asked for. */
  readonly criterion: string;
  readonly scale: Scores['scale'];
  /** What the widths had to be, where that was asked for. */
  readonly widths?: Widths;
  /** The budget that led to this cut, as `parseBudget` reads it. */
  readonly budget?: string;
  /** Where figures of that budget are from, where they were not measured: one sentence. */
  readonly basis?: string;
  /** What is certain about this cut. */
  readonly guarantee?: Guarantee;
  /** One sentence for people. */
  readonly why: string;
  /** Indices into `featuresOf(input)`, ascending. */
  readonly keptInputs: readonly number[];
  /** For every level after the inputs (units that go together), the outputs included, the indices that stay, ascending. */
  readonly keptUnits: readonly (readonly number[])[];
  /** Everything the rule chose from: the inputs if they have inclusion probabilities, and the hidden layers. */
  readonly groups: readonly PlanGroup[];
  /** Of families with an indicator for each weight: above which log-odds weights stay, and how many do. */
  readonly weights?: { readonly threshold: number; readonly before: number; readonly after: number };
  readonly before: NetworkSize;
  readonly after: NetworkSize;
}

export interface PlanOptions {
  /** What to cut by: the name of one of `criteria`, or scores. Default `inclusion`. */
  readonly criterion?: string | Scores;
  /** What the widths have to be; not for families with an indicator for each weight, whose units are what paths leave. */
  readonly widths?: Widths;
}

export interface PlanGroup {
  /** `inputs`, or `layers.0` and on for the units of a layer. */
  readonly name: string;
  /** Posterior log-odds of inclusion, one for each member before the cut; of a plan by another scale the scores. */
  readonly logOdds: readonly number[];
  readonly before: number;
  readonly after: number;
}

export interface NetworkSize {
  /** As `formatNetwork` writes it, for example `784-300-100-10`. */
  readonly network: string;
  readonly parameters: number;
  /** Multiply-accumulates for one example. */
  readonly macs: number;
}

/**
 * Applies a decision rule to the inclusion probabilities, or to another criterion's scores, then drops what nothing kept
 * reads any more.
 * @throws ARGUMENT_INVALID when the posterior has no inclusion probabilities, when the rule speaks of probabilities and
 * the criterion does not; BUDGET_OUT_OF_REACH; LAYER_EMPTY when the rule would keep no input or no unit of
 * a layer.
 */
export function planPruning(posterior: Posterior, rule: Rule, options: PlanOptions = {}): PruningPlan {
  const scores = chosenScores(posterior, options);
  checkScale(rule, scores);
  const { levels, criterion, scale } = scores;
  const { kept, unread, weights }: Selection = isOfWeights(scores)
    ? keptByWeights(posterior, rule, options)
    : chooseGroups(groupsOf(posterior, levels), rule, options.widths);
  const all = allKept(posterior);
  const [inputs, ...keptUnits] = kept as [number[], ...number[][]];
  const keptInputs = posterior.network.image ? everyFeature(posterior) : inputs;
  const [before, after] = [sizeOf(posterior, all), sizeOf(posterior, kept)];
  const reasons = [
    criterion === 'inclusion' ? '' : ` by ${criterion}`,
    unread > 0 ? ` and is read (${unread} more were not)` : '',
    weights ? `, and what is on a path of kept weights (${weights.after} of ${weights.before})` : '',
  ];
  return {
    rule,
    criterion,
    scale,
    ...(options.widths && { widths: options.widths }),
    why: `Kept what ${reasonFor(rule)}${reasons.join('')}: ${before.network} with ${before.parameters} parameters became ${after.network} with ${after.parameters}.`,
    keptInputs,
    keptUnits,
    groups: levels.flatMap((values, level) =>
      values
        ? [
            {
              name: levelName(posterior, level),
              logOdds: Array.from(values),
              before: all[level]!.length,
              after: kept[level]!.length,
            },
          ]
        : [],
    ),
    ...(weights && { weights }),
    before,
    after,
  };
}

interface Selection extends ChosenGroups {
  readonly weights?: NonNullable<PruningPlan['weights']>;
}

function keptByWeights(posterior: Posterior, rule: Rule, { widths }: PlanOptions): Selection {
  if (widths && Math.max(widths.multiple ?? 1, widths.floor ?? 1) > 1) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `The family ${posterior.family} is cut weight by weight, and a unit stays where a path of weights passes it: widths cannot be asked for. Leave --round and --floor out, or cut by another criterion.`,
    );
  }
  const threshold = weightThreshold(rule, posterior);
  const cut = cutWeights(posterior, threshold);
  if (cut.hasPath) {
    const before = weightedLayers(posterior.network).reduce((sum, { shape }) => sum + tensorSize(shape), 0);
    return { kept: cut.kept, unread: 0, weights: { threshold, before, after: countKept(posterior, cut) } };
  }
  throw new SecateurError(
    'LAYER_EMPTY',
    `The rule ${formatRule(rule)} would keep no path of weights from an input to an output. Lower the threshold, use a budget (budget=PARAMETERS), or train with a weaker prior or less weight on the KL divergence.`,
  );
}

/** What choosing by groups needs of a posterior. */
export function groupsOf(posterior: Posterior, logOdds: LogOdds): Groups {
  return { network: posterior.network, logOdds, hasWeight: weightsOf(posterior) };
}

export function chosenScores(posterior: Posterior, { criterion = 'inclusion' }: PlanOptions): Scores {
  return typeof criterion === 'string' ? scoresOf(posterior, criterion) : criterion;
}

function checkScale(rule: Rule, { criterion, scale }: Scores): void {
  if (scale === 'log-odds' || !needsProbabilities(rule)) return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `The rule ${formatRule(rule)} asks for probabilities, but the scores of the criterion '${criterion}' only have an order. Use a budget (budget=PARAMETERS).`,
  );
}

/**
 * The trade-off curve: at most `count` nested plans from everything kept down to the smallest network (one unit in each
 * hidden layer), whose parameter counts are spread evenly on a logarithmic scale. Equal networks are listed once.
 * @throws ARGUMENT_INVALID for a posterior without inclusion probabilities, or fewer than two plans.
 */
export function nestedCuts(posterior: Posterior, count: number, options: PlanOptions = {}): PruningPlan[] {
  if (!(Number.isSafeInteger(count) && count >= 2)) {
    throw new SecateurError('ARGUMENT_INVALID', `Cannot make ${count} nested cuts. Ask for two or more.`);
  }
  const largest = parametersOf(posterior, allKept(posterior));
  const criterion = chosenScores(posterior, options);
  const smallest = isOfWeights(criterion)
    ? smallestWeightBudget(posterior)
    : smallestBudget(posterior, criterion.levels, finishOf(groupsOf(posterior, criterion.levels), options.widths));
  const targets = Array.from({ length: count }, (_, step) => {
    if (step === count - 1) return smallest;
    return Math.max(smallest, Math.floor(largest * (smallest / largest) ** (step / (count - 1)) + 1e-6));
  });
  const plans = targets.map((parameters) =>
    planPruning(posterior, { name: 'budget', parameters }, { ...options, criterion }),
  );
  return plans.filter((plan, index) => plan.after.network !== plans[index - 1]?.after.network);
}

function sizeOf(posterior: { readonly network: NetworkSpec }, kept: Kept): NetworkSize {
  const network = narrowNetwork(posterior.network, kept);
  return { network: formatNetwork(network), parameters: parameterCount(network), macs: macCount(network) };
}
