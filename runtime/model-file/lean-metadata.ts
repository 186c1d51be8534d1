/** What lean models have in place of `secateur`. */
export const leanMetadataKey = 's';

/**
 * The metadata of a lean model, `[version, task, input, observationStdDev]` (see exporter/lean/lean-metadata.ts), in the words
 * of the others. What is not in that form comes out as something that is no metadata either.
 */
export function fromLean(found: unknown): unknown {
  if (!Array.isArray(found)) return undefined;
  const [version, task, input, observationStdDev] = found as unknown[];
  const labels = labelsOf(task);
  return {
    version,
    task: labels ? { kind: 'classification', labels } : task,
    input: inputOf(input),
    ...(observationStdDev !== undefined && { observationStdDev }),
  };
}

/** More are listed: anybody may have written the number. */
const mostCounted = 10_000;

/** Labels that count from 0 on are a number alone. */
function labelsOf(task: unknown): readonly unknown[] | undefined {
  if (Array.isArray(task)) return task;
  const isCount = typeof task === 'number' && task <= mostCounted;
  return isCount ? Array.from({ length: task }, (_, index) => `${index}`) : undefined;
}

function inputOf(found: unknown): unknown {
  if (Array.isArray(found)) {
    const [height, width, channels, scale, measured] = found as unknown[];
    return {
      kind: 'image',
      height,
      width,
      channels,
      scale,
      ...(measured !== undefined && { measured: channelsOf(measured) }),
    };
  }
  const columns = (found as { readonly columns?: unknown } | null)?.columns;
  return { kind: 'table', columns: Array.isArray(columns) ? columns.map(columnOf) : undefined };
}

function channelsOf(found: unknown): unknown {
  if (!Array.isArray(found)) return found;
  return found.map((each) => {
    const [mean, scale] = (Array.isArray(each) ? each : []) as unknown[];
    return { mean, scale };
  });
}

function columnOf(found: unknown): unknown {
  const [name, second, scale, imputed] = (Array.isArray(found) ? found : []) as unknown[];
  if (Array.isArray(second)) return { kind: 'categorical', name, categories: second };
  return { kind: 'numeric', name, mean: second, scale, imputed: imputed === 1 };
}
