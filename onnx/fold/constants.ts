import { elementCount } from '../element-type.ts';
import type { OnnxGraph, OnnxNode } from '../model.ts';
import { canEvaluate, evaluateNode } from './evaluate-node.ts';
import { type Numbers, numbersOf } from './numbers.ts';

/** What does not depend on a model's inputs. */
export interface Constants {
  has(name: string): boolean;
  /** The values, computed when asked for; undefined where the name is no constant or is made in a way that makes no sense. */
  get(name: string): Numbers | undefined;
}

/** Results that are kept: larger ones are asked for once, unless they are split, and would double the memory of the model. */
const largestKept = 4096;

/** Initializers, Constant nodes, and all that is computed from those alone by operators that `evaluateNode` knows. */
export function constantsOf(graph: OnnxGraph): Constants {
  const initializers = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const makers = new Map<string, OnnxNode>();
  const split = new Set<string>();
  const isConstant = (name: string) => name === '' || initializers.has(name) || makers.has(name);
  for (const node of graph.nodes) {
    if (!canEvaluate(node) || !node.inputs.every(isConstant)) continue;
    for (const name of node.outputs) makers.set(name, node);
    if (node.outputs.length > 1) split.add(node.inputs[0]!);
  }
  const largest = 2 ** 20 + graph.initializers.reduce((sum, { bytes }) => sum + 8 * bytes.length, 0);
  const kept = new Map<string, Numbers>();

  const get = (wanted: string): Numbers | undefined => {
    const found = new Map<string, Numbers | undefined>();
    const known = (name: string) => found.has(name) || kept.has(name);
    // An explicit stack: chains of constants may be long.
    const pending = [wanted];
    while (pending.length > 0) {
      const name = pending.at(-1)!;
      const initializer = initializers.get(name);
      const maker = makers.get(name);
      if (known(name)) pending.pop();
      else if (initializer) found.set(name, numbersOf(initializer));
      else if (!maker) found.set(name, undefined);
      else {
        const missing = maker.inputs.filter((input) => input !== '' && !known(input));
        if (missing.length > 0) {
          pending.push(...missing);
          continue;
        }
        const operands = maker.inputs.map((input) =>
          input === '' ? undefined : (kept.get(input) ?? found.get(input)),
        );
        const isWhole = maker.inputs.every((input, at) => input === '' || operands[at] !== undefined);
        const output = maker.outputs.indexOf(name);
        const result = isWhole ? evaluateNode(maker, operands, largest, output) : undefined;
        found.set(name, result);
        if (result && (elementCount(result.shape) <= largestKept || split.has(name))) kept.set(name, result);
      }
    }
    return kept.get(wanted) ?? found.get(wanted);
  };
  return { has: (name) => name !== '' && isConstant(name), get };
}
