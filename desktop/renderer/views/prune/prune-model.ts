import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { messageOf } from '../../../../core/essentials.ts';
import { needsProbabilities, parseRule, type Rule, type Widths } from '../../../../exporter/choices.ts';
import {
  type Cut,
  type CutChoice,
  type CutFigures,
  carryOut,
  changed,
  changesOf,
  figuresOf,
  groupsOf,
  type History,
  historyOf,
  type LevelChange,
  type Override,
  type PruneBasis,
  redone,
  type SizeLimit,
  sliderOf,
  undone,
} from '../../../shared/index.ts';

export interface NestedCut {
  readonly step: number;
  readonly rule: Rule;
  readonly kept: Cut['kept'];
  readonly figures: CutFigures;
}

export interface PruneModel {
  readonly basis: PruneBasis;
  readonly history: ReadonlySignal<History<CutChoice>>;
  readonly choice: ReadonlySignal<CutChoice>;
  /** Of the choice; they stay the same while the slider moves. */
  readonly widths: ReadonlySignal<Widths>;
  readonly cut: ReadonlySignal<Cut>;
  readonly figures: ReadonlySignal<CutFigures>;
  readonly changes: ReadonlySignal<readonly LevelChange[]>;
  readonly whole: CutFigures;
  readonly steps: number;
  /** Where the slider stands. */
  readonly step: ReadonlySignal<number>;
  /** The nested cut of a step, without overrides. */
  readonly nestedAt: (step: number) => NestedCut;
  /** @param isDragging whether it goes on with the last move, which undo takes back as one */
  moveTo(step: number, isDragging: boolean): void;
  /** @returns why the rule cannot be followed */
  follow(rule: Rule): string | undefined;
  moveWithin(limit: SizeLimit): Promise<string | undefined>;
  setWidths(widths: Widths): string | undefined;
  override(level: string, override: Override | undefined): string | undefined;
  clearOverrides(): void;
  undo(): void;
  redo(): void;
}

/** Everything of the view that needs no page: a choice, what follows from it, and the way back. */
export function createPruneModel(basis: PruneBasis, words: { readonly outOfReach: string }): PruneModel {
  const groups = groupsOf(basis);
  const slider = sliderOf(groups);
  const names = basis.levels.map(({ name }) => name);
  const start: CutChoice = { rule: startRule(basis, slider.ruleAt), widths: {}, overrides: {} };
  const history: Signal<History<CutChoice>> = signal(historyOf(start));
  const choice = computed(() => history.value.present);
  const cut = computed(() => carryOut(groups, names, choice.value));
  let isDragged = false;

  /** Only what can be carried out becomes the choice. */
  const choose = (next: CutChoice, isSameGesture = false): string | undefined => {
    try {
      carryOut(groups, names, next);
    } catch (error) {
      return messageOf(error);
    }
    history.value = changed(history.value, next, isSameGesture);
    return undefined;
  };
  const chooseAnew = (next: CutChoice) => {
    isDragged = false;
    return choose(next);
  };
  return {
    basis,
    history,
    choice,
    widths: computed(() => choice.value.widths),
    cut,
    figures: computed(() => figuresOf(basis, cut.value.kept)),
    changes: computed(() => changesOf(basis, cut.value.kept)),
    whole: figuresOf(basis, carryOut(groups, names, { ...start, rule: slider.ruleAt(0) }).kept),
    steps: slider.steps,
    step: computed(() => slider.stepOf(choice.value.rule, choice.value.widths)),
    nestedAt: (step) => {
      const rule = slider.ruleAt(step);
      const { kept } = carryOut(groups, names, { ...choice.value, overrides: {}, rule });
      return { step, rule, kept, figures: figuresOf(basis, kept) };
    },
    moveTo: (step, isDragging) => {
      choose({ ...choice.value, rule: slider.ruleAt(step) }, isDragged);
      isDragged = isDragging;
    },
    follow: (rule) => chooseAnew({ ...choice.value, rule }),
    moveWithin: async (limit) => {
      const step = await slider.stepWithin(limit, choice.value.widths);
      return step === undefined ? words.outOfReach : chooseAnew({ ...choice.value, rule: slider.ruleAt(step) });
    },
    setWidths: (widths) => chooseAnew({ ...choice.value, widths }),
    override: (level, override) => {
      const { [level]: _, ...others } = choice.value.overrides;
      return chooseAnew({ ...choice.value, overrides: override ? { ...others, [level]: override } : others });
    },
    clearOverrides: () => void chooseAnew({ ...choice.value, overrides: {} }),
    undo: () => {
      isDragged = false;
      history.value = undone(history.value);
    },
    redo: () => {
      isDragged = false;
      history.value = redone(history.value);
    },
  };
}

/** The median probability model, as the command does; everything where that leaves no network, or means nothing. */
function startRule(basis: PruneBasis, ruleAt: (step: number) => Rule): Rule {
  const median = parseRule('median');
  if (needsProbabilities(median) && basis.scale !== 'log-odds') return ruleAt(0);
  const isEmpty = basis.levels.some(({ scores }) => scores && !scores.some((score) => score > 0));
  return isEmpty ? ruleAt(0) : median;
}
