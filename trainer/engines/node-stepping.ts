import { loopedSteps } from './looped-steps.ts';
import { separateSteps } from './separate-steps.ts';
import type { OpenStepping } from './stepping.ts';
import { openUnreturned } from './unreturned.ts';

/** Step by step where that is set up, otherwise in a loop. */
export const nodeStepping: OpenStepping = async (runtime, session, setUp) => {
  const { separate, names } = setUp;
  if (!separate) return loopedSteps(runtime, session, setUp);
  return separateSteps(runtime, await openUnreturned(runtime, separate, names.record.name), session, separate, setUp);
};
