import type { NodePicture, OperatorTime } from '../../../shared/index.ts';

export interface NodeTimes {
  /** By place in the model's list of nodes. Nodes that a neighbour's time holds, or that are computed once, have none. */
  readonly byNode: ReadonlyMap<number, OperatorTime>;
  /** What the runtime does beside the nodes of the file, such as bringing values into another order. */
  readonly beside: readonly OperatorTime[];
}

/**
 * Which nodes of a file the operators are that onnxruntime made of them. Its names tell: a fused operator is named after
 * the node it begins with, one for another layout of memory after the value it ends with, and a node without a name
 * after its place.
 */
export function nodeTimes(nodes: readonly NodePicture[], operators: readonly OperatorTime[]): NodeTimes {
  const byName = new Map<string, number>();
  const maker = new Map<string, number>();
  let place = 0;
  nodes.forEach(({ name, operator, outputs }, at) => {
    for (const output of outputs) if (output !== '') maker.set(output, at);
    // onnxruntime makes initializers of constants before it counts.
    if (operator === 'Constant') return;
    byName.set(name === '' ? `${bare(operator)}_${place}` : name, at);
    place++;
  });
  const byNode = new Map<number, OperatorTime>();
  /** Of what ends with a node: the node of its own kind above it that no other operator has, which does the work. */
  const beginningOf = (kind: string, end: number | undefined): number | undefined => {
    let at = end;
    while (at !== undefined && !byNode.has(at)) {
      if (bare(nodes[at]!.operator) === kind) return at;
      at = maker.get(nodes[at]!.inputs[0] ?? '');
    }
    return end;
  };
  const nameless: OperatorTime[] = [];
  const beside: OperatorTime[] = [];
  for (const time of operators) {
    const name = time.node.replace(/_token_\d+$/, '');
    const root = rootOf(name);
    const named = byName.get(time.node) ?? byName.get(name) ?? byName.get(root);
    const at = named ?? beginningOf(time.operator, maker.get(root));
    if (root === '') nameless.push(time);
    else if (at === undefined || byNode.has(at)) beside.push(time);
    else byNode.set(at, time);
  }
  // Of fused nodes without names only the order is left.
  for (const time of nameless) {
    const kinds = fusedFrom[time.operator] ?? [time.operator.replace(/^Fused/, '')];
    const at = nodes.findIndex(({ operator }, node) => kinds.includes(operator) && !byNode.has(node));
    if (at === -1) beside.push(time);
    else byNode.set(at, time);
  }
  return { byNode, beside };
}

/** What an operator without a name may have begun with, where its own name does not tell. */
const fusedFrom: Readonly<Record<string, readonly string[]>> = { Gemm: ['MatMul'], FusedGemm: ['Gemm', 'MatMul'] };

/** The node or value that onnxruntime has named an operator after. */
function rootOf(name: string): string {
  return name
    .replace(/^(fused( |$)|InsertedPrecisionFreeCast_)/, '')
    .replace(/\/\w+Fusion\/?$/, '')
    .replace(/(_mul)?_nchwc$/, '')
    .trim();
}

function bare(operator: string): string {
  return operator.slice(operator.lastIndexOf('.') + 1);
}
