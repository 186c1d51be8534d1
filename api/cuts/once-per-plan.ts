import { cutKey, type PruningPlan } from '../../exporter/index.ts';

/** Remembers what is made of each plan: searches come back to the same one, and rendering and measuring take long. */
export function oncePerPlan<T>(make: (plan: PruningPlan) => T): (plan: PruningPlan) => T {
  const made = new Map<PruningPlan, T>();
  return (plan) => {
    if (!made.has(plan)) made.set(plan, make(plan));
    return made.get(plan)!;
  };
}

/** The same by what a plan leaves, which is one network whatever led to it. */
export function oncePerCut<T>(make: (plan: PruningPlan) => T): (plan: PruningPlan) => T {
  const made = new Map<string, T>();
  return (plan) => {
    const cut = cutKey(plan);
    if (!made.has(cut)) made.set(cut, make(plan));
    return made.get(cut)!;
  };
}
