import {
  chooseGroups,
  finishOf,
  furthestHolding,
  type Groups,
  macsOf,
  parametersOf,
  type Rule,
  selectBy,
  type Widths,
} from '../../../exporter/choices.ts';

/** The nested cuts as a slider sees them: 0 keeps everything, `steps` one member of each level. */
export interface Slider {
  readonly steps: number;
  readonly ruleAt: (step: number) => Rule;
  /** Where a rule's choice lies: the nested cut that keeps as many members. */
  readonly stepOf: (rule: Rule, widths: Widths) => number;
  /** The cut that the exporter takes for a budget; undefined where none keeps it. */
  readonly stepWithin: (limit: SizeLimit, widths: Widths) => Promise<number | undefined>;
}

export interface SizeLimit {
  readonly quantity: 'parameters' | 'macs';
  readonly most: number;
}

export function sliderOf(groups: Groups): Slider {
  const sizes = groups.logOdds.flatMap((scores) => scores?.length ?? []);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const steps = all - sizes.length;
  const within = (step: number) => Math.max(0, Math.min(steps, step));
  const ruleAt = (step: number): Rule => ({ name: 'top', count: all - step });
  return {
    steps,
    ruleAt,
    stepOf: (rule, widths) => {
      if (rule.name === 'top') return within(all - rule.count);
      const chosen = selectBy(rule, groups, groups.logOdds, finishOf(groups, widths));
      return within(all - groups.logOdds.reduce((sum, scores, level) => sum + (scores ? chosen[level]!.length : 0), 0));
    },
    stepWithin: ({ quantity, most }, widths) => {
      const sizeOf = quantity === 'macs' ? macsOf : parametersOf;
      return furthestHolding(
        steps,
        0,
        async (step) => sizeOf(groups, chooseGroups(groups, ruleAt(step), widths).kept) <= most,
      );
    },
  };
}
