import type { OnnxModel, OnnxValue } from './model.ts';
import { countMacs } from './shapes/count-macs.ts';
import { countParameters } from './shapes/count-parameters.ts';
import { graphsOf, operatorName } from './walk.ts';

export interface ModelSummary {
  /** Fitted numbers in the file; see `countParameters` for the rule. */
  readonly parameters: number;
  /** Multiply-accumulates for one example; undefined where they cannot be known; see `countMacs`. */
  readonly macs: number | undefined;
  /** Version of the standard domain's opset; undefined where the model does not import it. */
  readonly opset: number | undefined;
  readonly irVersion: number;
  /** What a caller feeds: graph inputs without a default. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** How often each operator occurs, inner graphs included, by name: `Gemm`, `com.microsoft.FusedGemm`. */
  readonly operators: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
}

export function summarize(model: OnnxModel): ModelSummary {
  const { graph, irVersion, metadata, opsets } = model;
  const defaults = new Set(graph.initializers.map(({ name }) => name));
  return {
    parameters: countParameters(graph),
    macs: countMacs(graph),
    opset: opsets.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version,
    irVersion,
    inputs: graph.inputs.filter(({ name }) => !defaults.has(name)),
    outputs: graph.outputs,
    operators: countOperators(model),
    metadata,
  };
}

function countOperators(model: OnnxModel): Record<string, number> {
  const counts = new Map<string, number>();
  for (const node of graphsOf(model.graph).flatMap((graph) => graph.nodes)) {
    const name = operatorName(node);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([left], [right]) => (left < right ? -1 : 1)));
}
