import { isStandard, type OnnxModel, type OnnxNode, opsetOf } from '../../onnx/index.ts';

/** A model that answers with tensors where the original packs them. */
export interface ReadableOutputs {
  readonly model: OnnxModel;
  /** By the names of the outputs that were packed, what their columns are called. */
  readonly classes: ReadonlyMap<string, readonly string[]>;
}

/**
 * A model whose probabilities can be read: scikit-learn's exporters pack a score for each class into a list of maps
 * (`ZipMap`), which JavaScript cannot read; here they come as the tensor `[rows, classes]` that they were.
 * @returns undefined where nothing is packed
 */
export function withReadableOutputs(model: OnnxModel): ReadableOutputs | undefined {
  const { graph } = model;
  const names = new Set(graph.outputs.map(({ name }) => name));
  const packed = new Set(graph.nodes.filter((node) => packs(node) && names.has(node.outputs[0]!)));
  if (packed.size === 0) return undefined;
  const classes = new Map([...packed].map((node) => [node.outputs[0]!, classesOf(node)]));
  const readable = {
    ...model,
    // A model of scikit-learn's operators alone may know no others.
    opsets: opsetOf(model) > 0 ? model.opsets : [...model.opsets, { domain: '', version: 9 }],
    graph: {
      ...graph,
      nodes: graph.nodes.map((node) =>
        packed.has(node) ? { opType: 'Identity', inputs: node.inputs.slice(0, 1), outputs: node.outputs } : node,
      ),
      outputs: graph.outputs.map((output) =>
        classes.has(output.name) ? ({ name: output.name, elementType: 'float32' } as const) : output,
      ),
    },
  };
  return { model: readable, classes };
}

function classesOf({ attributes = {} }: OnnxNode): readonly string[] {
  return Object.values(attributes).flatMap(({ type, value }) =>
    type === 'ints' || type === 'strings' ? value.map(String) : [],
  );
}

function packs(node: OnnxNode): boolean {
  return node.opType === 'ZipMap' && !isStandard(node) && node.inputs.length > 0 && node.outputs.length > 0;
}
