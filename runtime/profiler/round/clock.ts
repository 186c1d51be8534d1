/** Of Node and of every browser, whose type libraries this folder does without. */
declare const performance: { now(): number };
declare function setTimeout(callback: () => void, ms: number): unknown;

/** Milliseconds, from any start. */
export function now(): number {
  return performance.now();
}

/** Timers are late by up to a millisecond or two, so the last stretch is waited for in place. */
export async function until(time: number): Promise<void> {
  const timerMs = time - now() - 2;
  if (timerMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, timerMs));
  while (now() < time);
}

/** Below this a step of the clock is what asking it takes, and not its resolution. */
const finestMs = 0.001;

/**
 * The smallest step that the clock takes, in ms: browsers make it coarse (5 us to 1 ms) against spying by timing. 0 for a
 * clock that is finer than what it costs to ask.
 */
export function timerResolutionMs(): number {
  let finest = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 20; step++) {
    const start = now();
    let next = now();
    while (next === start) next = now();
    finest = Math.min(finest, next - start);
  }
  return finest < finestMs ? 0 : finest;
}
