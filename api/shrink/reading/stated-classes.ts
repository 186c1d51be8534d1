import { type OnnxModel, valuesOf } from '../../../onnx/index.ts';

/**
 * The classes that a model names itself, in the order of its scores: in the operators with which scikit-learn's models
 * turn an index into a label, or in its metadata. Undefined where it names none, or another number of them.
 */
export function statedClasses(model: OnnxModel, count: number | undefined): readonly string[] | undefined {
  const found = [...ofOperators(model), ...ofMetadata(model)];
  return found.find((classes) => classes.length > 1 && (count === undefined || classes.length === count));
}

function ofOperators({ graph }: OnnxModel): (readonly string[])[] {
  return graph.nodes.flatMap(({ opType, attributes = {}, inputs }) => {
    const stated = Object.entries(attributes).flatMap(([name, attribute]) =>
      name.startsWith('classlabels_') && (attribute.type === 'ints' || attribute.type === 'strings')
        ? [attribute.value.map(String)]
        : [],
    );
    if (opType !== 'ArrayFeatureExtractor') return stated;
    // Picks the label at the index of the largest score.
    const labels = graph.initializers.find(({ name }) => name === inputs[0]);
    if (!labels) return stated;
    return [...stated, labels.elementType === 'string' ? [...labels.strings!] : Array.from(valuesOf(labels), String)];
  });
}

/** A JSON list, `{"0": "cat", ...}`, or names with commas between, under one of the keys people use. */
function ofMetadata({ metadata }: OnnxModel): (readonly string[])[] {
  return ['classes', 'labels', 'class_names', 'names'].flatMap((key) => {
    const text = metadata[key];
    if (text === undefined) return [];
    try {
      const value: unknown = JSON.parse(text);
      return value !== null && typeof value === 'object' ? [Object.values(value).map(String)] : [];
    } catch {
      return [text.split(',').map((label) => label.trim())];
    }
  });
}
