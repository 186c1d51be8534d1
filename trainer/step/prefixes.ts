import { graph, type Kept, type LevelAxis, type NetworkSpec, type Node, narrowNetwork } from '../../core/index.ts';
import type { FamilyContext, ParameterSpec } from '../families/family.ts';

/** A network within a network: how many members of each level (`structureOf`) it has, the first ones. */
export type Prefix = readonly number[];

function keptBy(prefix: Prefix): Kept {
  return prefix.map((count) => Array.from({ length: count }, (_, index) => index));
}

/**
 * What a forward pass through the part of a network reads: slices of the parameters, so that narrow passes are as cheap as
 * the narrow networks. Only for families without noise.
 */
export function prefixContext(context: FamilyContext, specs: readonly ParameterSpec[], prefix: Prefix): FamilyContext {
  const parameters = Object.fromEntries(
    specs.map((spec) => [spec.name, partOf(context.parameters[spec.name]!, spec, prefix)]),
  );
  return { ...context, network: narrowNetwork(context.network, keptBy(prefix)), parameters };
}

/** Pixels that convolutions read all stay; so many features of a table or of a dense network's image do. */
export function prefixFeatures({ image }: NetworkSpec, features: Node, prefix: Prefix): Node {
  return image ? features : firstOf(features, 1, prefix[0]!);
}

function partOf(parameter: Node, { axes }: ParameterSpec, prefix: Prefix): Node {
  return axes.reduce((node, along, axis) => firstAlong(node, axis, along, prefix), parameter);
}

/** The first members of every level that an axis runs over. */
function firstAlong(node: Node, axis: number, along: LevelAxis, prefix: Prefix): Node {
  if (along.every(({ level, size }) => prefix[level] === size)) return node;
  let start = 0;
  const parts = along.map(({ level, size, block }) => {
    const first = start;
    start += size * block;
    return graph.slice(node, axis, first, first + prefix[level]! * block);
  });
  return parts.length === 1 ? parts[0]! : graph.concat(parts, axis);
}

function firstOf(node: Node, axis: number, count: number): Node {
  return count === node.shape[axis] ? node : graph.slice(node, axis, 0, count);
}
