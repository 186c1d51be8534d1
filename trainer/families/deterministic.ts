import { graph, type NetworkSpec, type Node, parameterCount, tensorNames, widthsOf } from '../../core/index.ts';
import type { Dropout, Family, FamilyContext, FamilyOptions, NoiseSpec, ParameterSpec } from './family.ts';

/** Point estimates and no prior: the ordinary network that everything is compared with, and fine-tuning after a cut. */
export const deterministic: Family = {
  name: 'deterministic',
  summary: 'ordinary weights without a prior; nothing to cut, the network to compare with',
  prunes: false,
  parameters: (network) => weightAndBias(network),
  noise: dropoutNoise,
  forward,
  predict: (context, features) => layersOn(context, features, (values) => values),
  divergence: () => ({ slab: graph.constant(0), inclusion: graph.constant(0) }),
  toPosterior: (tensors) => ({ ...tensors }),
  expectedParameters: ({ network }) => graph.constant(parameterCount(network)),
};

function weightAndBias(network: NetworkSpec): ParameterSpec[] {
  let fanIn = network.inputs;
  return network.layers.flatMap((layer, index): ParameterSpec[] => {
    const inputs = fanIn;
    fanIn = layer.units;
    return [
      {
        name: tensorNames.slabMean(index),
        shape: [layer.units, inputs],
        levels: [index + 1, index],
        role: 'weight',
        initial: { fanIn: inputs },
      },
      { name: tensorNames.biasMean(index), shape: [layer.units], levels: [index + 1], role: 'weight', initial: 0 },
    ];
  });
}

const dropoutName = (layer: number) => `noise.dropout.${layer}`;

/** One number for each value a layer reads; those below the dropout probability drop it. */
function dropoutNoise(network: NetworkSpec, { dropout }: FamilyOptions, batch: number): NoiseSpec[] {
  const widths = widthsOf(network).slice(0, -1);
  return widths.flatMap((width, layer): NoiseSpec[] =>
    dropoutOf(dropout, layer) > 0 ? [{ name: dropoutName(layer), shape: [batch, width], distribution: 'uniform' }] : [],
  );
}

function dropoutOf(dropout: Dropout, layer: number): number {
  return layer === 0 ? dropout.inputs : dropout.hidden;
}

/** With inverted dropout (Srivastava et al., JMLR 2014): what stays is scaled up, so that prediction needs no change. */
function forward(context: FamilyContext, features: Node): Node {
  return layersOn(context, features, (values, layer) => {
    const probability = dropoutOf(context.options.dropout, layer);
    if (probability === 0) return values;
    const kept = graph.cast(graph.greater(context.noise[dropoutName(layer)]!, probability), 'float');
    return graph.mul(values, graph.mul(kept, 1 / (1 - probability)));
  });
}

function layersOn(
  { network, parameters }: Omit<FamilyContext, 'noise'>,
  features: Node,
  disturb: (values: Node, layer: number) => Node,
): Node {
  return network.layers.reduce((values, layer, index) => {
    const weight = parameters[tensorNames.slabMean(index)]!;
    const bias = parameters[tensorNames.biasMean(index)]!;
    return graph.activate(graph.gemm(disturb(values, index), weight, { transB: true, c: bias }), layer.activation);
  }, features);
}
