import { type CompactNetwork, columnCount, graph, type Node, networkGraph } from '../../core/index.ts';
import { scaled, targetScaling } from '../graph/answers.ts';
import { rawFeatures } from '../graph/feature-parts.ts';
import { standardised } from '../graph/predictive-graph.ts';
import { answersOfDraws, type Draws } from './answers-of-draws.ts';
import type { Predictive } from './method.ts';
import { momentOutputs } from './moment-outputs.ts';
import { quadratureDraws } from './quadrature-draws.ts';
import { sampledOutputs } from './sampled-outputs.ts';
import type { Variances } from './variances.ts';

export interface UncertainGraph {
  /** As `answersOfDraws` says. */
  readonly outputs: Readonly<Record<string, Node>>;
  /** Names of the constants, for readers of the file. */
  readonly names: ReadonlyMap<Node, string>;
  /** Input nodes that stand for standard normal numbers. */
  readonly noise: readonly graph.NodeOf<'Input'>[];
}

/**
 * The whole way from raw rows, on one Input `input` `[batch, columns]`, to answers that say how uncertain they are. Features
 * are standardised and not folded into weights that are no single numbers.
 * @param variances of the network's weights; `mean` does without
 */
export function uncertainGraph(
  network: CompactNetwork,
  predictive: Predictive,
  variances: Variances,
  batch = 1,
): UncertainGraph {
  const names = new Map<Node, string>();
  const named = (name: string, node: Node): Node => {
    names.set(node, name);
    return node;
  };
  const row = graph.input('input', [batch, columnCount(network.input)]);
  const features = standardised(rawFeatures(network.input, network.keptInputs, row, named), named);
  const { draws, noise } = drawsOf();
  const { task, observationStdDev } = network;
  const outputs = scaled(draws.outputs, targetScaling(task));
  return { outputs: answersOfDraws(task, { ...draws, outputs }, observationStdDev), names, noise };

  function drawsOf(): { draws: Draws; noise: UncertainGraph['noise'] } {
    switch (predictive.kind) {
      case 'mean': {
        const output = networkGraph(network, features);
        return { draws: { outputs: graph.reshape(output, [batch, 1, output.shape[1]!]), weights: [1] }, noise: [] };
      }
      case 'samples': {
        const { samples } = predictive;
        const { outputs: sampled, noise: inputs } = sampledOutputs(network, variances, samples, features, named);
        return { draws: { outputs: sampled, weights: new Array<number>(samples).fill(1 / samples) }, noise: inputs };
      }
      case 'moments':
        return { draws: quadratureDraws(network.task, momentOutputs(network, variances, features, named)), noise: [] };
      default:
        return predictive satisfies never;
    }
  }
}
