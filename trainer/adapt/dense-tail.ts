import { type Activation, type NetworkSpec, SecateurError, type Tensor, tensorNames } from '../../core/index.ts';
import type { OnnxModel, OnnxNode } from '../../onnx/index.ts';
import { valuesOf } from '../../onnx/index.ts';

/** The last dense layers of a model, ready to be trained. */
export interface DenseTail {
  /** Reads `features` as its inputs. */
  readonly network: NetworkSpec;
  /** Its weights, by the trainer's names. */
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** What the trainer's parameters are called in the model. */
  readonly weightNames: Readonly<Record<string, string>>;
  /** The value of the model that the first of the layers reads, `[N, inputs]`. */
  readonly features: string;
}

interface TailLayer {
  readonly weight: Named;
  readonly bias: Named;
  readonly activation: Activation;
}

interface Named {
  readonly name: string;
  readonly tensor: Tensor;
}

/** Activations that are one node; others are not recognised between trained layers. */
const activationOf: Readonly<Record<string, Activation>> = { Relu: 'relu', Tanh: 'tanh', Sigmoid: 'sigmoid' };

/**
 * The last `count` dense layers before the value `output`: nodes `Gemm` with weights `[units, inputs]` that nothing else
 * reads, as Secateur and most exporters write them.
 * @throws UNSUPPORTED when the model does not end in so many, or nothing with weights is left before them
 */
export function denseTail({ graph }: OnnxModel, output: string, count: number): DenseTail {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const weightOf = weightReader(graph);
  const layers: TailLayer[] = [];
  let features = output;
  while (layers.length < count) {
    let node = producers.get(features);
    const activation = node && activationOf[node.opType];
    if (node && activation) node = producers.get(node.inputs[0]!);
    const layer = node && layerOf(node, activation ?? 'identity', weightOf);
    if (!node || !layer) {
      const found = `comes from ${node ? `the operator ${node.opType}` : 'no operator'} and no dense layer of its own`;
      throw new SecateurError(
        'UNSUPPORTED',
        `The last ${count} layer(s) of the model cannot be trained alone: '${features}' ${found}. Train fewer layers, or a classifier that ends in dense layers.`,
      );
    }
    layers.unshift(layer);
    features = node.inputs[0]!;
  }
  return { ...tailOf(layers), features };
}

function tailOf(layers: readonly TailLayer[]): Omit<DenseTail, 'features'> {
  const named = layers.flatMap(({ weight, bias }, index): [string, Named][] => [
    [tensorNames.slabMean(index), weight],
    [tensorNames.biasMean(index), bias],
  ]);
  return {
    network: {
      inputs: layers[0]!.weight.tensor.shape[1]!,
      layers: layers.map(({ bias, activation }) => ({ kind: 'dense', units: bias.tensor.shape[0]!, activation })),
    },
    parameters: Object.fromEntries(named.map(([name, { tensor }]) => [name, tensor])),
    weightNames: Object.fromEntries(named.map(([name, weight]) => [name, weight.name])),
  };
}

type WeightReader = (name: string | undefined) => Named | undefined;

/** Finds float32 weights that one node alone reads: those of others must not change. */
function weightReader({ nodes, initializers }: OnnxModel['graph']): WeightReader {
  const reads = nodes.flatMap(({ inputs }) => inputs);
  return (name) => {
    const initializer = initializers.find((candidate) => candidate.name === name);
    if (initializer?.elementType !== 'float32' || reads.filter((read) => read === name).length !== 1) return undefined;
    const data = valuesOf(initializer) as Float32Array;
    return { name: initializer.name, tensor: { shape: initializer.shape, data } };
  };
}

function layerOf(node: OnnxNode, activation: Activation, weightOf: WeightReader): TailLayer | undefined {
  const weight = weightOf(node.inputs[1]);
  const bias = weightOf(node.inputs[2]);
  if (node.opType !== 'Gemm' || !isPlain(node) || !weight || !bias) return undefined;
  const [units] = weight.tensor.shape;
  return String(bias.tensor.shape) === String(units) ? { weight, bias, activation } : undefined;
}

/** x W^T + b */
function isPlain({ attributes = {} }: OnnxNode): boolean {
  const number = (name: string, otherwise: number) => {
    const attribute = attributes[name];
    return attribute?.type === 'int' || attribute?.type === 'float' ? Number(attribute.value) : otherwise;
  };
  return number('transB', 0) === 1 && number('transA', 0) === 0 && number('alpha', 1) === 1 && number('beta', 1) === 1;
}
