import { type FreshProcessOptions, runInFreshProcess } from '../fresh-process.ts';
import type { Place } from './place.ts';

/** Every round in a process of its own. */
export function nodePlace(options: FreshProcessOptions): Place {
  return {
    run: (plan) => runInFreshProcess(plan, options),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
