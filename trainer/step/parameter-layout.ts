import { graph, type Node, SecateurError, sizeOf, type Tensor } from '../../core/index.ts';
import type { ParameterSpec } from '../families/family.ts';
import { pagedFloats } from './paged-floats.ts';

/**
 * How parameters are held as optimiser state. Large ones are tensors of their own; all small ones (biases,
 * log-odds) live end to end in one vector, because a dozen kernel calls on ten numbers cost as much as on ten thousand.
 */
export interface ParameterLayout {
  readonly groups: readonly ParameterGroup[];
}

export interface ParameterGroup {
  /** Name of the state tensor. */
  readonly name: string;
  readonly members: readonly ParameterSpec[];
  /** The members' own shape for a single one, one vector for several. */
  readonly shape: readonly number[];
}

const packedName = 'packed';
const largestPacked = 4096;

export function layOut(specs: readonly ParameterSpec[]): ParameterLayout {
  const small = specs.filter((spec) => sizeOf(spec.shape) <= largestPacked);
  const large = specs.filter((spec) => sizeOf(spec.shape) > largestPacked);
  const groups = large.map((spec): ParameterGroup => ({ name: spec.name, members: [spec], shape: spec.shape }));
  if (small.length > 0) {
    const length = small.reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
    groups.push({ name: packedName, members: small, shape: [length] });
  }
  return { groups };
}

/** The members of a group as nodes cut from its state. */
export function unpackNodes(group: ParameterGroup, state: Node): Record<string, Node> {
  if (group.name !== packedName) return { [group.name]: state };
  let start = 0;
  return Object.fromEntries(
    group.members.map((member) => {
      const end = start + sizeOf(member.shape);
      const part = graph.reshape(graph.slice(state, 0, start, end), member.shape);
      start = end;
      return [member.name, part];
    }),
  );
}

/** The reverse, for gradients: one node of the group's shape. */
export function packNodes(group: ParameterGroup, parts: readonly Node[]): Node {
  if (group.name !== packedName) return parts[0]!;
  return graph.concat(
    parts.map((part) => graph.reshape(part, [sizeOf(part.shape)])),
    0,
  );
}

export function packTensors(group: ParameterGroup, tensorOf: (member: string) => Tensor): Tensor {
  const data = pagedFloats(sizeOf(group.shape));
  let start = 0;
  for (const member of group.members) {
    const tensor = tensorOf(member.name);
    if (tensor.data.length !== sizeOf(member.shape)) {
      throw new SecateurError(
        'SHAPE_MISMATCH',
        `Parameter '${member.name}' is not of shape [${member.shape.join(', ')}].`,
      );
    }
    data.set(tensor.data, start);
    start += tensor.data.length;
  }
  return { shape: group.shape, data };
}

/** The reverse; what is alone in its group is not copied. */
export function unpackTensors(layout: ParameterLayout, stateOf: (group: string) => Tensor): Record<string, Tensor> {
  return Object.fromEntries(
    layout.groups.flatMap((group): [string, Tensor][] => {
      if (group.name !== packedName) return [[group.name, { shape: group.shape, data: stateOf(group.name).data }]];
      let start = 0;
      return group.members.map((member): [string, Tensor] => {
        const end = start + sizeOf(member.shape);
        const data = stateOf(group.name).data.slice(start, end);
        start = end;
        return [member.name, { shape: member.shape, data }];
      });
    }),
  );
}
