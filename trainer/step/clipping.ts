import { graph, type Node } from '../../core/index.ts';

export interface Clipping {
  /** The gradient's length before. */
  readonly norm: Node;
  /** What every gradient is multiplied by: 1 while the norm is below the limit. */
  readonly factor: Node;
}

/** Clipping by the norm over all parameters (Pascanu et al., arXiv 1211.5063): g min(1, limit / |g|). */
export function clipping(gradients: readonly Node[], limit: number): Clipping {
  const norm = graph.sqrt(gradients.map((gradient) => graph.total(graph.square(gradient))).reduce(graph.add));
  return { norm, factor: graph.div(limit, graph.max(norm, limit)) };
}
