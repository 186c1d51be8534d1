import type { ModelPicture, NodePicture } from '../../../shared/index.ts';
import type { Link } from './layers.ts';

/** What of a model is drawn. */
export interface DrawnGraph {
  /** Places in the model's list of nodes. */
  readonly nodes: readonly number[];
  /** Between drawn nodes, by their places in `nodes`. */
  readonly links: readonly Link[];
}

/** What only makes constants is said beside the nodes that read it, and not drawn; unless there is nothing else. */
export function drawnGraph({ nodes: all, tensors }: Pick<ModelPicture, 'nodes' | 'tensors'>): DrawnGraph {
  const isConstant = constantNodes(all, new Set(tensors.map(({ name }) => name)));
  const isAll = isConstant.every(Boolean);
  const nodes = all.flatMap((_, at) => (isAll || !isConstant[at] ? [at] : []));
  const maker = new Map<string, number>();
  nodes.forEach((node, at) => {
    for (const output of all[node]!.outputs) if (output !== '') maker.set(output, at);
  });
  const links = nodes.flatMap((node, to) => {
    const sources = new Set(all[node]!.inputs.flatMap((input) => maker.get(input) ?? []));
    // A graph that is out of order, or reads itself, is drawn without those links.
    return [...sources].filter((from) => from < to).map((from) => ({ from, to }));
  });
  return { nodes, links };
}

/** Whether each node only computes with constants. */
function constantNodes(nodes: readonly NodePicture[], known: Set<string>): boolean[] {
  return nodes.map(({ operator, inputs, outputs }) => {
    const isConstant =
      operator === 'Constant' || (inputs.length > 0 && inputs.every((input) => input === '' || known.has(input)));
    if (isConstant) for (const output of outputs) known.add(output);
    return isConstant;
  });
}
