import { graph, type Node } from '../../core/index.ts';

const { add, div, mul, sqrt, square, sub } = graph;

/**
 * Adam (Kingma & Ba, arXiv 1412.6980) as graph nodes. The bias corrections and the factors (1 - beta) are folded into
 * two numbers a step (`adamRates`), so that the moments are plain decayed sums: M' = b1 M + g, V' = b2 V + g^2.
 */
export const beta1 = 0.9;
export const beta2 = 0.999;
const epsilon = 1e-8;

export interface AdamUpdate {
  readonly parameter: Node;
  readonly firstMoment: Node;
  readonly secondMoment: Node;
}

/** A group of parameters, and the gradient that updates it: `adamUpdate`, for an engine that does so in its own way. */
export interface AdamGroup {
  /** Names of its state. */
  readonly parameter: string;
  readonly moments: readonly [string, string];
  /** Of the parameter's shape. */
  readonly gradient: Node;
  readonly runs: readonly AdamRun[];
}

/** Numbers of a group one after the other that learn at the same rate. */
export interface AdamRun {
  readonly count: number;
  /** Times the step's rate. */
  readonly rate: number;
  /** Times the step's schedule: the part of each number that a step takes away. */
  readonly decay: number;
}

/** How the largest part of a state goes from one step to the next. */
export interface AdamUpdates {
  readonly groups: readonly AdamGroup[];
  /** Input nodes, scalars. */
  readonly rate: Node;
  readonly damping: Node;
  readonly schedule?: Node;
}

/**
 * @param rate scalar node: the learning rate times `adamRates().step`, or a tensor of rates of the parameter's shape
 * @param damping scalar node: `adamRates().damping`
 * @param decay the part of each parameter that the step takes away whatever the gradient (AdamW, arXiv 1711.05101,
 * algorithm 2), scalar or of the parameter's shape; nothing when not given
 */
export function adamUpdate(before: AdamUpdate, gradient: Node, rate: Node, damping: Node, decay?: Node): AdamUpdate {
  const firstMoment = add(mul(before.firstMoment, beta1), gradient);
  const secondMoment = add(mul(before.secondMoment, beta2), square(gradient));
  const direction = div(firstMoment, add(sqrt(secondMoment), damping));
  const start = decay ? sub(before.parameter, mul(before.parameter, decay)) : before.parameter;
  return { parameter: sub(start, mul(direction, rate)), firstMoment, secondMoment };
}

/** The two numbers that differ from step to step; `step` counts from 1. */
export function adamRates(step: number): { step: number; damping: number } {
  const scale = Math.sqrt((1 - beta2 ** step) / (1 - beta2));
  return { step: ((1 - beta1) / (1 - beta1 ** step)) * scale, damping: epsilon * scale };
}
