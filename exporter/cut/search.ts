/** How many candidates are looked at before a search gives up that began on the wrong foot. */
const probes = 16;

/**
 * The candidate furthest along from `first` to `last` that holds. Where holding is monotone (all that hold come first)
 * it is exactly that one; where it is not, as with latencies, which are noisy, what is found has still been looked at and
 * holds, and a first candidate that fails does not end the search.
 * @returns undefined where none of those looked at holds
 */
export async function furthestHolding(
  first: number,
  last: number,
  holds: (candidate: number) => Promise<boolean>,
): Promise<number | undefined> {
  const direction = Math.sign(last - first);
  const length = Math.abs(last - first);
  const at = (distance: number) => first + direction * distance;
  const start = await firstHolding(length, (distance) => holds(at(distance)));
  if (start === undefined) return undefined;
  if (start === length || (await holds(last))) return last;
  let [reached, beyond]: [number, number] = [start, length];
  while (beyond - reached > 1) {
    const middle = (reached + beyond) >> 1;
    if (await holds(at(middle))) reached = middle;
    else beyond = middle;
  }
  return at(reached);
}

/** Near ones first. */
async function firstHolding(
  length: number,
  holds: (distance: number) => Promise<boolean>,
): Promise<number | undefined> {
  const tried = new Set<number>();
  for (let probe = 0; probe < probes; probe++) {
    const distance = Math.round((length + 1) ** (probe / (probes - 1))) - 1;
    if (tried.has(distance)) continue;
    tried.add(distance);
    if (await holds(distance)) return distance;
  }
  return undefined;
}
