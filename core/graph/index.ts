export { activate } from './activate.ts';
export { evaluate } from './evaluate.ts';
export { gradients } from './gradient.ts';
export {
  type Attributes,
  type ElementType,
  type Kind,
  type Node,
  type NodeOf,
  readerCounts,
  topologicalOrder,
} from './node.ts';
export * from './operations.ts';
export { sameShape } from './shapes.ts';
export { shareSubexpressions, simplify } from './simplify.ts';
export { spellOut } from './spell-out.ts';
export * from './window-operations.ts';
export type { Pads, Pair } from './windows.ts';
