import {
  activationAtZero,
  graph,
  inclusionNameOf,
  type LevelAxis,
  linear,
  type Node,
  type Posterior,
  randomStream,
  type Scores,
  structureOf,
  tensorNames,
  throughLayers,
} from '../core/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { encodeModel, lowerGraph } from '../onnx/index.ts';
import { examplesOf } from './data/examples.ts';
import { defaultBatchSize } from './fit-options.ts';
import { importOnnxruntime } from './import-onnxruntime.ts';
import { likelihoodFor } from './likelihoods/index.ts';
import { initialise } from './step/initialise.ts';

const { add, mul, sub } = graph;

const mostExamples = 1024;

/**
 * The first-order Taylor criterion (Molchanov et al., arXiv 1611.06440) for every unit and input, of the network with all
 * weights at their slab means: |sum over positions of (activation - act(0)) x gradient of an example's negative
 * log-likelihood|, averaged over training examples (1,024 at most, drawn by the posterior's seed). That is how much a
 * removal would change the loss if the loss were linear; it has an order and is no probability.
 */
export async function taylorScores(posterior: Posterior, dataset: Dataset): Promise<Scores> {
  const chosen = randomStream(posterior.seed, 'taylor').permutation(dataset.split.train.length).slice(0, mostExamples);
  const all = examplesOf(dataset, dataset.split.train);
  const { targetWidth } = likelihoodFor(posterior.task);
  // No more at once than training takes, so that what could be trained can be scored.
  const rows = defaultBatchSize(dataset.split.train.length);
  const { InferenceSession, Tensor } = await importOnnxruntime();
  const { gradients, levels } = gateGradients(posterior, rows);
  const session = await InferenceSession.create(encodeModel(lowerGraph(gradients)));
  try {
    const sums = levels.map((size) => (size === undefined ? undefined : new Float64Array(size)));
    for (let start = 0; start < chosen.length; start += rows) {
      const indices = chosen.slice(start, start + rows);
      // The graph takes a fixed number of rows; the last chunk is filled up with zeros.
      const features = new Float32Array(rows * all.width);
      const targets = new Float32Array(rows * targetWidth);
      all.features(indices, features);
      all.targets(indices, targets);
      const found = await session.run({
        features: new Tensor('float32', features, [rows, all.width]),
        targets: new Tensor('float32', targets, [rows, targetWidth]),
      });
      sums.forEach((sum, level) => {
        const gradient = found[nameOf(level)]?.data as Float32Array | undefined;
        if (!sum || !gradient) return;
        for (let at = 0; at < indices.length * sum.length; at++) sum[at % sum.length]! += Math.abs(gradient[at]!);
      });
    }
    const means = sums.map((sum) => sum && Float32Array.from(sum, (value) => value / chosen.length));
    return { criterion: 'taylor', scale: 'score', levels: means };
  } finally {
    await session.release();
  }
}

const nameOf = (level: number) => `level.${level}`;

/**
 * Derivatives of each example's negative log-likelihood with respect to factors 1, one for each example and member of a
 * level: `[batch, size]` by `nameOf`. A factor f makes of a unit's output act(0) + f (output - act(0)).
 */
function gateGradients({ network, tensors, task }: Posterior, batch: number) {
  const likelihood = likelihoodFor(task);
  // Networks that somebody else trained bring no noise along.
  const known = { ...initialise(likelihood.parameters, 0), ...tensors };
  const tensor = (name: string) => graph.constant(known[name]!.data, known[name]!.shape);
  const gates = structureOf(network).levels.map(({ size }, level) =>
    inclusionNameOf(network, level) === undefined ? undefined : graph.fill([batch, size], 1),
  );
  const gated = (values: Node, gate: Node | undefined, idle: number): Node => {
    if (!gate) return values;
    const factor = values.shape.length === 2 ? gate : graph.reshape(gate, [...gate.shape, 1, 1]);
    return idle === 0 ? mul(values, factor) : add(idle, mul(sub(values, idle), factor));
  };
  const features = graph.input('features', [batch, network.inputs]);
  const outputs = throughLayers(network, gated(features, gates[0], 0), ({ index, layer, output }, values) => {
    const weight = tensor(tensorNames.slabMean(index));
    const sums = linear(layer, values, weight, tensor(tensorNames.biasMean(index)));
    const gate = gateAlong(output, gates, batch);
    return gated(graph.activate(sums, layer.activation), gate, activationAtZero(layer.activation));
  });
  const mean = likelihood.negativeLogLikelihood({
    outputs,
    targets: graph.input('targets', [batch, likelihood.targetWidth]),
    parameters: Object.fromEntries(likelihood.parameters.map(({ name }) => [name, tensor(name)])),
  });
  const open = gates.filter((gate) => gate !== undefined);
  const found = graph.simplify(graph.gradients(mul(mean, batch), open));
  const gradients = Object.fromEntries(found.map((node, at) => [nameOf(gates.indexOf(open[at]!)), node]));
  return { gradients, levels: gates.map((gate) => gate?.shape[1]) };
}

/** `[batch, units]` of what has gates, and 1 elsewhere. */
function gateAlong(axis: LevelAxis, gates: readonly (Node | undefined)[], batch: number): Node | undefined {
  const found = axis.map(({ level }) => gates[level]);
  if (found.length === 1 || found.every((gate) => gate === undefined)) return found[0];
  return graph.concat(
    found.map((gate, at) => gate ?? graph.fill([batch, axis[at]!.size], 1)),
    1,
  );
}
