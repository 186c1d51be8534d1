import { featureNames, formatFigure, type Posterior, probabilityOf } from '../core/index.ts';
import { finishOf } from './cut/choose-groups.ts';
import { allKept, type LogOdds, levelName } from './cut/levels.ts';
import { chosenScores, groupsOf, type PlanOptions, type PruningPlan, planPruning } from './cut/plan.ts';
import { type Rule, reasonFor, selectBy } from './cut/rules.ts';

/** Every decision of a cut, each in one sentence. */
export interface Explanation {
  /** What the rule is. */
  readonly rule: string;
  readonly plan: PruningPlan;
  readonly groups: readonly GroupExplanation[];
}

export interface GroupExplanation {
  /** `inputs`, or `layers.0` and on. */
  readonly name: string;
  readonly sentence: string;
  readonly members: readonly MemberExplanation[];
}

export interface MemberExplanation {
  /** Of an input its name, of a unit `layers.0/17`. */
  readonly name: string;
  readonly stays: boolean;
  /** Log-odds of inclusion, or a score of another criterion. */
  readonly value: number;
  /** 1 for the most probable of its group. */
  readonly rank: number;
  readonly sentence: string;
}

/** What `planPruning` decides and why. @throws as `planPruning` */
export function explain(posterior: Posterior, rule: Rule, options: PlanOptions = {}): Explanation {
  const scores = chosenScores(posterior, options);
  const plan = planPruning(posterior, rule, { ...options, criterion: scores });
  const kept = [plan.keptInputs, ...plan.keptUnits].map((members) => new Set(members));
  // A plan by single weights chooses paths, and no members of levels.
  const chosen = plan.weights
    ? kept
    : selectBy(rule, posterior, scores.levels, finishOf(groupsOf(posterior, scores.levels), options.widths)).map(
        (members) => new Set(members),
      );
  const reasons: Reasons = {
    bars: barsOf(rule, scores.levels, chosen),
    format: (value) => (plan.scale === 'log-odds' ? probability(value) : `${plan.criterion} ${formatFigure(value)}`),
    plan,
  };
  const names = featureNames(posterior.input);
  const groups = scores.levels.flatMap((values, level): GroupExplanation[] => {
    if (!values) return [];
    const name = levelName(posterior, level);
    const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!);
    const ranks = new Map(order.map((index, at) => [index, at + 1]));
    const members = Array.from(values, (value, index): MemberExplanation => {
      const stays = kept[level]!.has(index);
      const rank = ranks.get(index)!;
      const label = level === 0 ? names[index]! : `${name}/${index}`;
      const why = reasonOf({ stays, isChosen: chosen[level]!.has(index), value, level }, reasons);
      return {
        name: label,
        stays,
        value,
        rank,
        sentence: `${label} ${stays ? 'stays' : 'goes'}: ${why} (${reasons.format(value)}, rank ${rank} of ${values.length}).`,
      };
    });
    return [{ name, sentence: summaryOf(posterior, level, name, values, kept[level]!.size, plan), members }];
  });
  return { rule: `Keeps what ${reasonFor(rule)}.`, plan, groups };
}

interface Reasons {
  /** Of each level, what its members have to reach. */
  readonly bars: readonly (number | undefined)[];
  readonly format: (value: number) => string;
  readonly plan: PruningPlan;
}

interface Decision {
  readonly stays: boolean;
  /** By the rule, before anything was taken back or left out. */
  readonly isChosen: boolean;
  readonly value: number;
  readonly level: number;
}

function reasonOf({ stays, isChosen, value, level }: Decision, { bars, format, plan }: Reasons): string {
  if (plan.weights) {
    return stays ? 'it is on a path of kept weights from an input to an output' : 'no path of kept weights passes it';
  }
  const bar = bars[level];
  if (bar === undefined) return 'nothing of its layer had to go';
  if (stays && !isChosen) return `it was taken back for the width of its layer${widthsOf(plan)}`;
  if (stays) {
    return value >= bar
      ? `it reaches what the rule asks for here, ${format(bar)}`
      : 'it does not reach what the rule asks for, but the best of a layer always stays';
  }
  if (isChosen) return 'it reaches what the rule asks for, but nothing that stays reads it';
  return `it does not reach what the rule asks for here, ${format(bar)}`;
}

function widthsOf({ widths }: PruningPlan): string {
  const { multiple = 1, floor = 1 } = widths ?? {};
  const asked = [...(multiple > 1 ? [`a multiple of ${multiple}`] : []), ...(floor > 1 ? [`at least ${floor}`] : [])];
  return asked.length > 0 ? `, ${asked.join(' and ')}` : '';
}

/** Probabilities have a bar of their own; of false discovery rates and sizes it is the least that was chosen. */
function barsOf(rule: Rule, levels: LogOdds, chosen: readonly ReadonlySet<number>[]): (number | undefined)[] {
  if (rule.name === 'median') return levels.map((values) => values && 0);
  if (rule.name === 'threshold') {
    return levels.map((values) => values && Math.log(rule.probability / (1 - rule.probability)));
  }
  const least = levels.map((values, level) => {
    if (!values) return undefined;
    const own = [...chosen[level]!].map((index) => values[index]!);
    // The best of a layer stays whatever it is: alone it says nothing of the bar.
    return rule.name !== 'fdr' && own.length === 1 ? undefined : Math.min(...own);
  });
  if (rule.name === 'fdr') return least;
  const overall = Math.min(...least.filter((value) => value !== undefined));
  return levels.map((values) => values && (Number.isFinite(overall) ? overall : Number.POSITIVE_INFINITY));
}

function summaryOf(
  posterior: Posterior,
  level: number,
  name: string,
  values: Float32Array,
  after: number,
  { scale }: PruningPlan,
): string {
  const before = allKept(posterior)[level]!.length;
  const what = `${name}: ${after} of ${before} stay`;
  if (scale !== 'log-odds') return `${what}.`;
  const expected = values.reduce((sum, value) => sum + probabilityOf(value), 0);
  const doubtful = values.filter((value) => Math.abs(probabilityOf(value) - 0.5) < 0.4).length;
  return `${what}; ${expected.toFixed(1)} are expected to be needed, and of ${doubtful} the posterior is in doubt (probability .1 to .9).`;
}

function probability(logOdds: number): string {
  if (logOdds === Number.POSITIVE_INFINITY) return 'probability 1';
  return `probability ${formatFigure(probabilityOf(logOdds))}`;
}
