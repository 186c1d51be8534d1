/** What lean models have in place of `secateur`. */
export const leanMetadataKey = 's';

/**
 * The metadata of a lean model, `[version, task, input, observationStdDev]` (see exporter/lean/lean-metadata.ts), in the words
 * of the others. What is not in that form comes out as something that is no metadata either, or throws.
 */
export function fromLean(found: unknown): unknown {
  if (!Array.isArray(found)) return undefined;
  const [version, task, input, observationStdDev] = found as unknown[];
  const labels = labelsOf(task);
  return {
    version,
    task: labels ? { kind: 'classification', labels } : task,
    input: inputOf(input),
    observationStdDev,
  };
}

/** More are listed: anybody may have written the number. */
const mostCounted = 10_000;

/** Labels that count from 0 on are a number alone. */
function labelsOf(task: unknown): readonly unknown[] | undefined {
  if (Array.isArray(task)) return task;
  const isCount = typeof task === 'number' && task <= mostCounted;
  return isCount ? Array.from(Array(task).keys(), String) : undefined;
}

function inputOf(found: unknown): unknown {
  if (!Array.isArray(found)) {
    return { kind: 'table', columns: (found as { readonly columns: readonly unknown[][] }).columns.map(columnOf) };
  }
  const [height, width, channels, scale, measured] = found as readonly unknown[];
  return {
    kind: 'image',
    height,
    width,
    channels,
    scale,
    measured: (measured as unknown[][] | undefined)?.map(channelOf),
  };
}

function channelOf([mean, scale]: readonly unknown[]): unknown {
  return { mean, scale };
}

function columnOf([name, second, scale, imputed]: readonly unknown[]): unknown {
  if (Array.isArray(second)) return { kind: 'categorical', name, categories: second };
  return { kind: 'numeric', name, mean: second, scale, imputed: imputed === 1 };
}
