/** From data to drawing units, with round values to label. */
export interface Scale {
  readonly position: (value: number) => number;
  /** Ascending, inside the domain. */
  readonly ticks: readonly number[];
}

type Range = readonly [start: number, end: number];

/** A domain of one value is widened, so that there is always something to draw on. */
export function linearScale(values: Range, range: Range, tickCount = 5): Scale {
  const domain = widened(values, Math.abs(values[0]) * 0.05 || 1);
  return { position: between(domain, range), ticks: roundTicks(domain, tickCount) };
}

/** Values must be positive. Ticks are 1, 2 and 5 times powers of ten, thinned to about `tickCount`. */
export function logScale(values: Range, range: Range, tickCount = 6): Scale {
  const domain = widened([Math.log10(values[0]), Math.log10(values[1])], 0.15);
  const position = between(domain, range);
  const first = Math.floor(domain[0]);
  const decades = Array.from({ length: Math.ceil(domain[1]) - first + 1 }, (_, index) => first + index);
  const candidates = [[1, 2, 5], [1, 3], [1]].map((digits) =>
    decades
      .flatMap((decade) => digits.map((digit) => Number(`${digit}e${decade}`)))
      .filter((value) => Math.log10(value) >= domain[0] - 1e-9 && Math.log10(value) <= domain[1] + 1e-9),
  );
  const fitting = candidates.find((ticks) => ticks.length <= tickCount + 2);
  const ticks = fitting ?? candidates[2]!.filter((_, index, all) => index % Math.ceil(all.length / tickCount) === 0);
  // Less than one step of 1-2-5: round numbers on a straight scale are the better labels.
  const few = ticks.length < 3 ? roundTicks([10 ** domain[0], 10 ** domain[1]], 4).filter((value) => value > 0) : ticks;
  return { position: (value) => position(Math.log10(value)), ticks: few };
}

/**
 * For accuracies: the distance to 100 % on a logarithmic scale, since 98 to 99 % halves the errors just as 80 to 90 %
 * does. `nearest` is how close to 100 % the scale can tell apart.
 */
export function accuracyScale(values: Range, range: Range, spacing = 20): Scale {
  const nearest = Math.max(1e-4, (1 - values[1]) / 2);
  const stretched = (accuracy: number) => -Math.log10(Math.max(1 - accuracy, nearest));
  const ends: Range = [stretched(values[0]), stretched(values[1])];
  const domain = widened(ends, 0.05);
  const inner = between(domain, range);
  const position = (accuracy: number) => inner(stretched(accuracy));
  const inside = (accuracy: number) => stretched(accuracy) >= domain[0] && stretched(accuracy) <= domain[1];
  const landmarks = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999].filter(inside);
  const candidates =
    landmarks.length >= 3 ? landmarks : roundTicks([1 - 10 ** -domain[0], 1 - 10 ** -domain[1]], 4).filter(inside);
  const ticks: number[] = [];
  for (const tick of candidates) {
    const last = ticks.at(-1);
    if (last === undefined || Math.abs(position(tick) - position(last)) >= spacing) ticks.push(tick);
  }
  return { position, ticks };
}

/** Multiples of 1, 2 or 5 times a power of ten. */
function roundTicks([from, to]: Range, count: number): number[] {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((digit) => digit * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let index = Math.ceil(from / step - 1e-9); index * step <= to + step * 1e-9; index++) {
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}

export function extentOf(values: readonly number[]): Range {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

function widened([from, to]: Range, margin: number): Range {
  return to - from > 1e-9 * Math.max(Math.abs(from), Math.abs(to)) ? [from, to] : [from - margin, to + margin];
}

function between([from, to]: Range, [start, end]: Range): (value: number) => number {
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}
