/** What belongs to one step of stacked feeds; views, not copies. */
export function feedsOfStep(
  feeds: Readonly<Record<string, Float32Array>>,
  step: number,
  steps: number,
): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, values]) => {
      const size = values.length / steps;
      return [name, values.subarray(step * size, (step + 1) * size)];
    }),
  );
}
