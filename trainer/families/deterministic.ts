import { graph, type NetworkSpec, type Node, parameterCount, tensorNames } from '../../core/index.ts';
import type { Family, FamilyContext, ParameterSpec } from './family.ts';

/** Point estimates and no prior: the ordinary network that everything is compared with, and fine-tuning after a cut. */
export const deterministic: Family = {
  name: 'deterministic',
  summary: 'ordinary weights without a prior; nothing to cut, the network to compare with',
  prunes: false,
  parameters: (network) => weightAndBias(network),
  noise: () => [],
  forward: meanForward,
  predict: meanForward,
  divergence: () => ({ slab: graph.constant(0), inclusion: graph.constant(0) }),
  expectedParameters: ({ network }) => graph.constant(parameterCount(network)),
};

function weightAndBias(network: NetworkSpec): ParameterSpec[] {
  let fanIn = network.inputs;
  return network.layers.flatMap((layer, index): ParameterSpec[] => {
    const inputs = fanIn;
    fanIn = layer.units;
    return [
      { name: tensorNames.slabMean(index), shape: [layer.units, inputs], role: 'weight', initial: { fanIn: inputs } },
      { name: tensorNames.biasMean(index), shape: [layer.units], role: 'weight', initial: 0 },
    ];
  });
}

function meanForward({ network, parameters }: Omit<FamilyContext, 'noise'>, features: Node): Node {
  return network.layers.reduce((values, layer, index) => {
    const weight = parameters[tensorNames.slabMean(index)]!;
    const bias = parameters[tensorNames.biasMean(index)]!;
    return graph.activate(graph.gemm(values, weight, { transB: true, c: bias }), layer.activation);
  }, features);
}
