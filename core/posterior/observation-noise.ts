import type { CompactNetwork } from '../network/compact-network.ts';
import type { Task } from '../task.ts';
import type { Tensor } from '../tensor.ts';
import { tensorNames } from './posterior.ts';

/** The learned noise among trained parameters in the target's unit, for a `CompactNetwork`; empty where there is none. */
export function observationStdDev(
  task: Task,
  parameters: Readonly<Record<string, Tensor>>,
): Pick<CompactNetwork, 'observationStdDev'> {
  const logStdDev = parameters[tensorNames.observationLogStdDev]?.data[0];
  if (task.kind === 'classification' || logStdDev === undefined) return {};
  return { observationStdDev: task.scale * Math.exp(logStdDev) };
}
