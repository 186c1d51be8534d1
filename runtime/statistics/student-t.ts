/** From here on Student's distribution is the normal one in all figures that are shown. */
const manyDegrees = 2000;
const normal = 1.959964;

const pieces = 600;

/** Few are asked for, and often. */
const known = new Map<number, number>();

/**
 * How many standard errors a 95 % interval reaches to either side: the 97.5 % quantile of Student's t. With x = sqrt(degrees)
 * tan(angle) the density is cos(angle)^(degrees - 1), which Simpson's rule sums on a finite stretch.
 * @param degrees of freedom, from 1 on; need not be whole
 */
export function studentT(degrees: number): number {
  if (degrees >= manyDegrees) return normal;
  const found = known.get(degrees) ?? quantile(degrees);
  known.set(degrees, found);
  return found;
}

function quantile(degrees: number): number {
  const within = (angle: number) => {
    const step = angle / pieces;
    let sum = 0;
    for (let at = 0; at <= pieces; at++) {
      const weight = at === 0 || at === pieces ? 1 : at % 2 === 1 ? 4 : 2;
      // At the right angle the cosine may be a hair below 0.
      sum += weight * Math.max(0, Math.cos(at * step)) ** (degrees - 1);
    }
    return (sum * step) / 3;
  };
  const wanted = 0.95 * within(Math.PI / 2);
  let [low, high] = [0, Math.PI / 2];
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (within(middle) < wanted) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan(low);
}
