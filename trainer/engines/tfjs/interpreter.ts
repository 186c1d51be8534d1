import type { Tensor } from '@tensorflow/tfjs-core';
import { graph, type Node } from '../../../core/index.ts';
import type { Tfjs } from './library.ts';
import { dataTypes, operations } from './operations.ts';

/** A graph made ready to run. Its constants stay on the device until it is disposed of. */
export interface Interpreter {
  /**
   * @param inputs values of the Input nodes by name; they stay the caller's
   * @returns the outputs, which are the caller's to dispose of
   */
  run(inputs: Readonly<Record<string, Tensor>>): Tensor[];
  dispose(): void;
}

/** Runs a graph node by node; each value is freed as soon as the last node that reads it has run. */
export function interpreter(tf: Tfjs, given: readonly Node[]): Interpreter {
  const outputs = graph.spellOut(given);
  const order = graph.topologicalOrder(outputs);
  const constants = new Map<Node, Tensor>();
  for (const node of order) if (node.kind === 'Constant') constants.set(node, constantTensor(tf, node));
  const lastReader = new Map<Node, Node>();
  for (const node of order) for (const input of node.inputs) lastReader.set(input, node);
  const wanted = new Set(outputs);

  return {
    run: (inputs) => {
      const values = new Map<Node, Tensor>(constants);
      const computed = new Set<Node>();
      for (const node of order) {
        if (node.kind === 'Constant') continue;
        if (node.kind === 'Input') {
          values.set(node, inputs[node.attributes.name]!);
          continue;
        }
        const operands = node.inputs.map((input) => values.get(input)!);
        // `tidy` frees what an operation made on the way to its result.
        values.set(
          node,
          tf.tidy(() => operations[node.kind as keyof typeof operations](tf, operands, node as never)),
        );
        computed.add(node);
        for (const input of new Set(node.inputs)) {
          if (lastReader.get(input) !== node || wanted.has(input) || !computed.delete(input)) continue;
          values.get(input)!.dispose();
        }
      }
      // An output may be an input, a constant or another output as well: each gets a tensor of its own.
      const results = outputs.map((output) => tf.clone(values.get(output)!));
      for (const node of computed) values.get(node)!.dispose();
      return results;
    },
    dispose: () => {
      for (const tensor of constants.values()) tensor.dispose();
    },
  };
}

function constantTensor(tf: Tfjs, { attributes, shape, type }: graph.NodeOf<'Constant'>): Tensor {
  const values = type === 'float' ? Float32Array.from(attributes.values) : Int32Array.from(attributes.values);
  return tf.tensor(values, [...shape], dataTypes[type]);
}
