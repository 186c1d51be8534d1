export interface Link {
  readonly from: number;
  readonly to: number;
}

/**
 * The layer of each node: one below the lowest of those it reads, so that all links point down.
 * @param links each `from` comes before its `to` in the order of the nodes, as ONNX has them
 */
export function layersOf(count: number, links: readonly Link[]): Int32Array {
  const layers = new Int32Array(count);
  const bySource = links.toSorted((a, b) => a.from - b.from);
  for (const { from, to } of bySource) layers[to] = Math.max(layers[to]!, layers[from]! + 1);
  // What reads nothing stands right above what reads it, not at the top.
  const lowest = new Int32Array(count).fill(-1);
  const isRead = new Uint8Array(count);
  for (const { from, to } of links) {
    isRead[to] = 1;
    const above = layers[to]! - 1;
    lowest[from] = lowest[from] === -1 ? above : Math.min(lowest[from]!, above);
  }
  return layers.map((layer, at) => (isRead[at] ? layer : Math.max(layer, lowest[at]!)));
}
