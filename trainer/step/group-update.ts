import { graph, type Node, sizeOf } from '../../core/index.ts';
import type { ParameterRole, ParameterSpec } from '../families/family.ts';
import { type AdamRun, type AdamUpdate, adamUpdate } from './adam.ts';
import type { ParameterGroup } from './parameter-layout.ts';

export type LearningRates = Readonly<Record<Exclude<ParameterRole, 'statistic'>, number>>;

export const momentNames = (group: string) => [`${group}.firstMoment`, `${group}.secondMoment`] as const;

/** What differs from step to step: scalar nodes. `schedule` is what weight decay follows; no decay where there is none. */
export interface StepRates {
  readonly rate: Node;
  readonly damping: Node;
  readonly schedule?: Node | undefined;
}

/** Runs of a group's numbers that learn at the same rate: its members. Weights alone decay, in proportion to their rate. */
export function runsOf({ members }: ParameterGroup, rates: LearningRates, weightDecay: number): AdamRun[] {
  return members.map((member) => {
    const rate = member.role === 'statistic' ? 0 : rates[member.role];
    return { count: sizeOf(member.shape), rate, decay: isMatrix(member) ? weightDecay * rate : 0 };
  });
}

/** Weights, unlike biases and what a batch normalisation scales and shifts by. */
function isMatrix({ role, shape }: ParameterSpec): boolean {
  return role === 'weight' && shape.length > 1;
}

/** A group's state before and after a step, as nodes. @param parameter the group's values before */
export function updateOf(
  group: ParameterGroup,
  parameter: Node,
  gradient: Node,
  runs: readonly AdamRun[],
  { rate, damping, schedule }: StepRates,
): { readonly before: AdamUpdate; readonly after: AdamUpdate } {
  const [firstMoment, secondMoment] = momentNames(group.name).map((name) => graph.input(name, group.shape)) as [
    Node,
    Node,
  ];
  const before = { parameter, firstMoment, secondMoment };
  const groupRate = graph.mul(rate, spread(runs, 'rate'));
  const decay = schedule && graph.mul(schedule, spread(runs, 'decay'));
  return { before, after: adamUpdate(before, gradient, groupRate, damping, decay) };
}

/** A number for each of the group's, or one for all. */
function spread(runs: readonly AdamRun[], what: 'rate' | 'decay'): Node {
  if (runs.length === 1) return graph.constant(runs[0]![what]);
  const values = new Float64Array(runs.reduce((sum, { count }) => sum + count, 0));
  let start = 0;
  for (const run of runs) {
    values.fill(run[what], start, start + run.count);
    start += run.count;
  }
  return graph.constant(values);
}
