import {
  formatNetwork,
  type Kept,
  macCount,
  type NetworkSpec,
  narrowNetwork,
  type Posterior,
  parameterCount,
  SecateurError,
} from '../core/index.ts';
import { allKept, everyFeature, type LogOdds, levelName, logOddsOf, probabilityOf } from './levels.ts';
import { formatRule, parametersOf, type Rule, reasonFor, selectBy, smallestBudget } from './rules.ts';
import { withoutUnread } from './unread.ts';

/** What a cut keeps and why; plain data that survives JSON. */
export interface PruningPlan {
  readonly rule: Rule;
  /** One sentence for people. */
  readonly why: string;
  /** Indices into `featuresOf(input)`, ascending. */
  readonly keptInputs: readonly number[];
  /** For every level after the inputs (units that go together), the outputs included, the indices that stay, ascending. */
  readonly keptUnits: readonly (readonly number[])[];
  /** Everything the rule chose from: the inputs if they have inclusion probabilities, and the hidden layers. */
  readonly groups: readonly PlanGroup[];
  readonly before: NetworkSize;
  readonly after: NetworkSize;
}

export interface PlanGroup {
  /** `inputs`, or `layers.0` and on for the units of a layer. */
  readonly name: string;
  /** Posterior log-odds of inclusion, one for each member before the cut. */
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
 * Applies a decision rule to the inclusion probabilities, then drops what nothing kept reads any more.
 * @throws ARGUMENT_INVALID when the posterior has no inclusion probabilities or no cut reaches the budget;
 * LAYER_EMPTY when the rule would keep no input or no unit of a layer.
 */
export function planPruning(posterior: Posterior, rule: Rule): PruningPlan {
  const logOdds = logOddsOf(posterior);
  const selected = selectBy(rule, posterior, logOdds);
  checkNoneEmpty(posterior, selected, logOdds, rule);
  const kept = withoutUnread(posterior, selected);
  const all = allKept(posterior);
  const unread = selected.flat().length - kept.flat().length;
  const [inputs, ...keptUnits] = kept as [number[], ...number[][]];
  const keptInputs = posterior.network.image ? everyFeature(posterior) : inputs;
  const [before, after] = [sizeOf(posterior, all), sizeOf(posterior, kept)];
  return {
    rule,
    why: `Kept what ${reasonFor(rule)}${unread > 0 ? ` and is read (${unread} more were not)` : ''}: ${before.network} with ${before.parameters} parameters became ${after.network} with ${after.parameters}.`,
    keptInputs,
    keptUnits,
    groups: logOdds.flatMap((values, level) =>
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
    before,
    after,
  };
}

/**
 * The trade-off curve: at most `count` nested plans from everything kept down to the smallest network (one unit in each
 * hidden layer), whose parameter counts are spread evenly on a logarithmic scale. Equal networks are listed once.
 * @throws ARGUMENT_INVALID for a posterior without inclusion probabilities, or fewer than two plans.
 */
export function nestedCuts(posterior: Posterior, count: number): PruningPlan[] {
  if (!(Number.isSafeInteger(count) && count >= 2)) {
    throw new SecateurError('ARGUMENT_INVALID', `Cannot make ${count} nested cuts. Ask for two or more.`);
  }
  const largest = parametersOf(posterior, allKept(posterior));
  const smallest = smallestBudget(posterior, logOddsOf(posterior));
  const targets = Array.from({ length: count }, (_, step) => {
    if (step === count - 1) return smallest;
    return Math.max(smallest, Math.floor(largest * (smallest / largest) ** (step / (count - 1)) + 1e-6));
  });
  const plans = targets.map((parameters) => planPruning(posterior, { name: 'budget', parameters }));
  return plans.filter((plan, index) => plan.after.network !== plans[index - 1]?.after.network);
}

function sizeOf(posterior: { readonly network: NetworkSpec }, kept: Kept): NetworkSize {
  const network = narrowNetwork(posterior.network, kept);
  return { network: formatNetwork(network), parameters: parameterCount(network), macs: macCount(network) };
}

function checkNoneEmpty(posterior: Posterior, kept: Kept, logOdds: LogOdds, rule: Rule): void {
  const level = kept.findIndex((indices) => indices.length === 0);
  if (level < 0) return;
  const largest = probabilityOf(logOdds[level]!.reduce((a, b) => Math.max(a, b)));
  const what = level === 0 ? 'no input' : `no unit of hidden layer ${level} (${levelName(posterior, level)})`;
  throw new SecateurError(
    'LAYER_EMPTY',
    `The rule ${formatRule(rule)} would keep ${what}: the largest inclusion probability there is ${largest.toPrecision(3)}. Lower the threshold, use a budget (budget=PARAMETERS), or train with a weaker prior or less weight on the KL divergence.`,
  );
}
