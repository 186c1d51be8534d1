/** What lean models have in place of `secateur`. */
export const leanMetadataKey = 's';

/**
 * The metadata of a lean model, `[version, task, input, observationStdDev]` (see exporter/lean/lean-metadata.ts), in the words
 * of the others. What is not in that form comes out as something that is no metadata either.
 */
export function fromLean(found: unknown): unknown {
  if (!Array.isArray(found)) return undefined;
  const [version, task, input, observationStdDev] = found as unknown[];
  return {
    version,
    task: Array.isArray(task) ? { kind: 'classification', labels: task } : task,
    input: inputOf(input),
    ...(observationStdDev !== undefined && { observationStdDev }),
  };
}

function inputOf(found: unknown): unknown {
  if (Array.isArray(found)) {
    const [height, width, channels, scale] = found as unknown[];
    return { kind: 'image', height, width, channels, scale };
  }
  const columns = (found as { readonly columns?: unknown } | null)?.columns;
  return { kind: 'table', columns: Array.isArray(columns) ? columns.map(columnOf) : undefined };
}

function columnOf(found: unknown): unknown {
  const [name, second, scale, imputed] = (Array.isArray(found) ? found : []) as unknown[];
  if (Array.isArray(second)) return { kind: 'categorical', name, categories: second };
  return { kind: 'numeric', name, mean: second, scale, imputed: imputed === 1 };
}
