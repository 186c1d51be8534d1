/**
 * Places on a line that keep their order and a gap, as near to where each would like to be as that allows: least squares,
 * by pooling adjacent violators.
 * @param wanted in the order that is to be kept
 */
export function placeInOrder(wanted: readonly number[], gap: number): number[] {
  const pools: { sum: number; count: number }[] = [];
  wanted.forEach((value, at) => {
    pools.push({ sum: value - at * gap, count: 1 });
    while (pools.length > 1) {
      const [before, last] = [pools[pools.length - 2]!, pools[pools.length - 1]!];
      if (before.sum / before.count <= last.sum / last.count) break;
      before.sum += last.sum;
      before.count += last.count;
      pools.pop();
    }
  });
  const places: number[] = [];
  for (const { sum, count } of pools) {
    for (let each = 0; each < count; each++) places.push(sum / count + places.length * gap);
  }
  return places;
}
