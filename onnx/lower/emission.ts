import type { Node } from '../../core/index.ts';
import type { OnnxAttribute, OnnxNode } from '../model.ts';
import type { Scope } from './lowering-scope.ts';

/** ONNX nodes on their way into a graph, and the names of what they compute. */
export interface Emission {
  readonly scope: Scope;
  readonly nodes: OnnxNode[];
  /** The name of a value that a node has computed, in ONNX's own layout. */
  plain(node: Node): string;
  /** Emits a node with one output. @returns its name, a new one when not given */
  add(opType: string, inputs: readonly string[], options?: AddOptions): string;
}

export interface AddOptions {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly domain?: string;
  readonly output?: string;
}

/** @param plain see `Emission` */
export function createEmission(scope: Scope, plain: (node: Node) => string): Emission {
  const nodes: OnnxNode[] = [];
  return {
    scope,
    nodes,
    plain,
    add: (opType, inputs, { attributes = {}, domain, output = scope.fresh() } = {}) => {
      nodes.push({ opType, inputs, outputs: [output], attributes, ...(domain !== undefined && { domain }) });
      return output;
    },
  };
}

/** A list of whole numbers as a constant. */
export function listOf({ scope }: Pick<Emission, 'scope'>, values: readonly number[]): string {
  return scope.initializer('int64', [values.length], values);
}

/** The same numbers in another shape, which costs nothing. */
export function reshaped(emission: Emission, name: string, shape: readonly number[], output?: string): string {
  return emission.add('Reshape', [name, listOf(emission, shape)], output === undefined ? {} : { output });
}

export function transposed(emission: Emission, name: string, permutation: readonly number[], output?: string): string {
  const attributes = { perm: { type: 'ints', value: permutation } } as const;
  return emission.add('Transpose', [name], { attributes, ...(output !== undefined && { output }) });
}

/** Zeros at the ends of axes; the name itself where there are none to add. */
export function padded(emission: Emission, name: string, before: readonly number[], after: readonly number[]): string {
  if ([...before, ...after].every((amount) => amount === 0)) return name;
  return emission.add('Pad', [name, listOf(emission, [...before, ...after])]);
}
