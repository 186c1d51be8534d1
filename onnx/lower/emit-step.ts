import { graph, type Node } from '../../core/index.ts';
import type { OnnxModel, OnnxNode } from '../model.ts';
import { blockedDomain } from './blocked/blocks.ts';
import { gathersInBlocks } from './blocked/weight-gradient.ts';
import { gatedAdds } from './gated-add.ts';
import { emit, namedAs } from './lower.ts';
import { contributedDomain } from './lower-operation.ts';
import type { Scope } from './lowering-scope.ts';
import type { LoweredStepOptions } from './step-graph.ts';

/** Emits the nodes of a step, with the domains of operators that they need beside ONNX's. */
export function emitStep(
  outputs: Readonly<Record<string, Node>>,
  scope: Scope,
  { contributed = false, blockSize }: LoweredStepOptions,
  bound: ReadonlyMap<Node, string> = new Map(),
): { readonly nodes: readonly OnnxNode[]; readonly opsets: OnnxModel['opsets'] } {
  const has = (node: Node) => blockSize !== undefined && gathersInBlocks(node, blockSize);
  const spelled = graph.spellOut(Object.values(outputs), has);
  const fused = contributed ? gatedAdds(spelled) : new Map();
  const { nodes } = emit(namedAs(outputs, spelled), scope, { bound, fused, blockSize });
  const domains = [...(contributed ? [contributedDomain] : []), ...(blockSize === undefined ? [] : [blockedDomain])];
  return { nodes, opsets: domains.map((domain) => ({ domain, version: 1 })) };
}
