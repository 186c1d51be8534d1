import { medianOf } from '../../statistics/bootstrap.ts';
import { now } from './clock.ts';

/** A fixed loop of dependent multiplications, median of a few times: where it takes longer, the machine itself is slower. */
export function calibrate(repetitions = 5): number {
  const times = Array.from({ length: repetitions }, () => {
    const start = now();
    let value = 1;
    for (let step = 0; step < 1_000_000; step++) value = (Math.imul(value, 1_664_525) + 1_013_904_223) | 0;
    // The result is looked at, so that the compiler cannot drop the loop.
    return now() - start + (value === 0.5 ? 1 : 0);
  });
  return medianOf(times);
}
