import { graph, type Node } from '../../core/index.ts';
import type { StepGraph } from '../../onnx/index.ts';
import type { AdamUpdates } from '../step/adam.ts';
import type { AdamSetUp, NamedShape } from './onnx-protocol.ts';
import { rowTermsOf } from './row-terms.ts';

/** A step but for what Adam does with its gradients: they are outputs, in the terms that the kernel puts together. */
export function gradientStep(
  { state, record, perStep }: StepGraph,
  { groups, rate, damping, schedule }: AdamUpdates,
): { readonly step: StepGraph; readonly adam: AdamSetUp } {
  const named = groups.map((group) => {
    const parameter = state[group.parameter]!.before;
    const terms = Object.entries(rowTermsOf(group.gradient, parameter)) as [string, Node][];
    return { ...group, before: parameter, terms };
  });
  const outputName = (parameter: string, term: string) => `${parameter}.gradient.${term}`;
  const own = new Set(groups.flatMap(({ parameter, moments }) => [parameter, ...moments]));
  const others = Object.fromEntries(Object.entries(state).filter(([name]) => !own.has(name)));
  const outputs = Object.fromEntries(
    named.flatMap(({ parameter, terms }) => terms.map(([term, node]) => [outputName(parameter, term), node])),
  );
  const results = [record, ...Object.values(outputs), ...Object.values(others).map(({ after }) => after)];
  const isRead = new Set(graph.topologicalOrder(results));
  const inputs = [...named.map(({ before }) => before), ...perStep.filter((node) => isRead.has(node))];
  const nameOf = (node: Node) => nameAndShape(node).name;
  return {
    step: { state: others, record, outputs, perStep: inputs },
    adam: {
      groups: named.map(({ parameter, moments, runs, before, terms }) => ({
        parameter,
        moments,
        shape: before.shape,
        gradient: Object.fromEntries(
          terms.map(([term, { shape }]) => [term, { name: outputName(parameter, term), shape }]),
        ) as AdamSetUp['groups'][number]['gradient'],
        runs,
      })),
      feeds: { rate: nameOf(rate), damping: nameOf(damping), ...(schedule && { schedule: nameOf(schedule) }) },
    },
  };
}

/** Of an Input node. */
export function nameAndShape(node: Node): NamedShape {
  return { name: (node as graph.NodeOf<'Input'>).attributes.name, shape: node.shape };
}
