import { SecateurError, type Task, taskKindOf } from '../core/index.ts';
import type { LoadOptions } from './dataset.ts';

/**
 * The task that the options name; a likelihood implies it.
 * @throws ARGUMENT_INVALID when the two contradict each other
 */
export function taskAsked({ task, likelihood }: LoadOptions): Task['kind'] | undefined {
  if (likelihood === undefined) return task;
  const implied = taskKindOf(likelihood);
  if (task === undefined || task === implied) return implied;
  throw new SecateurError('ARGUMENT_INVALID', `The likelihood ${likelihood} is for ${implied}, not for ${task}.`);
}
