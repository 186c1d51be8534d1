import { isDeepStrictEqual } from 'node:util';
import {
  type CompactNetwork,
  featureNames,
  featuresOf,
  formatActivation,
  formatImage,
  formatNetwork,
  type ImageShape,
  type InputSpec,
  isChannelsFirst,
  likelihoodOf,
  type NetworkSpec,
  type Posterior,
  SecateurError,
  sourcesOf,
  specOf,
  structureOf,
  type Task,
} from '../core/index.ts';
import type { Prefix } from './step/prefixes.ts';

/** @throws NETWORK_INVALID when a network's ends are not what the data needs, outputs not linear or layers read by none */
export function checkNetwork(network: NetworkSpec, input: InputSpec, outputs: number): void {
  checkImage(network, input);
  checkReaders(network);
  const features = featuresOf(input).length;
  const { outputWidth: last } = structureOf(network);
  if (network.inputs !== features || last !== outputs) {
    throw new SecateurError(
      'NETWORK_INVALID',
      `The network takes ${network.inputs} inputs and gives ${last} outputs, but the data has ${features} features and needs ${outputs}. Write it as ${network.image ? '' : `${features}-`}...-${outputs}.`,
    );
  }
  const end = network.layers.at(-1)!;
  if ('activation' in end && end.activation !== 'identity') {
    throw new SecateurError(
      'NETWORK_INVALID',
      `The last layer of ${formatNetwork(network)} is followed by ${formatActivation(end.activation)}, but what the likelihood reads must be free to be any number. Leave the activation out.`,
    );
  }
}

/**
 * What no layer reads would be trained, kept and paid for without changing an answer.
 * @throws NETWORK_INVALID naming the first such layer
 */
function checkReaders(network: NetworkSpec): void {
  const { layers } = network;
  const read = new Set(layers.flatMap((_, index) => sourcesOf(network, index)));
  const unread = layers.slice(0, -1).findIndex((_, index) => !read.has(index));
  if (unread < 0) return;
  throw new SecateurError(
    'NETWORK_INVALID',
    `No layer of ${formatNetwork(network)} reads layer ${unread} (${layers[unread]!.kind}). Leave it out, or let another layer read it.`,
  );
}

/** @throws NETWORK_INVALID when a network's outputs mean something else than the data needs */
export function checkLikelihood(network: CompactNetwork, task: Task): void {
  const [own, asked] = [likelihoodOf(network.task), likelihoodOf(task)];
  if (own === asked) return;
  throw new SecateurError(
    'NETWORK_INVALID',
    `The network was trained with the ${own} likelihood, but the data set asks for ${asked}. Load the data with the likelihood ${own}.`,
  );
}

/** @throws NETWORK_INVALID when a network reads images of another shape than the data has, or in another order */
function checkImage({ image }: NetworkSpec, input: InputSpec): void {
  if (!image) return;
  const sizes = ({ height, width, channels }: ImageShape) => `${height}x${width}x${channels}`;
  const isOfSize = input.kind === 'image' && sizes(image) === sizes(input);
  if (isOfSize && isChannelsFirst(image) === isChannelsFirst(input)) return;
  if (isOfSize) {
    const order = (shape: ImageShape) => (isChannelsFirst(shape) ? 'channel after channel' : 'pixel after pixel');
    throw new SecateurError(
      'NETWORK_INVALID',
      `The network reads images ${order(image)}, but the data has them ${order(input)}. Let it begin with ${formatImage(input)}.`,
    );
  }
  throw new SecateurError(
    'NETWORK_INVALID',
    `The network reads images of ${sizes(image)} (height, width, channels), but the data has ${input.kind === 'image' ? sizes(input) : 'a table of columns'}. ${input.kind === 'image' ? `Let it begin with ${formatImage(input)}.` : 'Choose a network of dense layers.'}`,
  );
}

/** @throws NETWORK_INVALID when a teacher does not read all features or answers something else */
export function checkTeacher(teacher: CompactNetwork, features: number, outputs: number): void {
  const spec = specOf(teacher);
  if (spec.inputs === features && structureOf(spec).outputWidth === outputs) return;
  throw new SecateurError(
    'NETWORK_INVALID',
    `The teacher is a network ${formatNetwork(spec)}, but the data needs ${features}-...-${outputs}. Give one that reads all features, such as an uncut one.`,
  );
}

/**
 * Weights know their inputs and outputs by position only: a posterior of columns in another order, or of other classes,
 * would be gone on from without a sign that it is about something else.
 * @throws DATA_INVALID when the data has other features, classes or targets than the posterior's, or another likelihood
 */
export function checkSameMeaning({ input, task }: Posterior, data: { input: InputSpec; task: Task }): void {
  const [own, asked] = [likelihoodOf(task), likelihoodOf(data.task)];
  const differs = (what: string, known: string, given: string) =>
    new SecateurError(
      'DATA_INVALID',
      `The posterior to start from was trained with the ${what} ${known}, but the data has ${given}. Give data of the same kind, or train anew.`,
    );
  if (own !== asked) throw differs('likelihood', own, asked);
  const [knownOutputs, outputs] = [task, data.task].map((each) =>
    each.kind === 'classification' ? each.labels : [each.target],
  ) as [readonly string[], readonly string[]];
  if (!isDeepStrictEqual(knownOutputs, outputs)) {
    throw differs(task.kind === 'classification' ? 'classes' : 'target', knownOutputs.join(', '), outputs.join(', '));
  }
  const [known, given] = [featureNames(input), featureNames(data.input)];
  if (known.length !== given.length) throw differs('number of features', `${known.length}`, `${given.length}`);
  const at = known.findIndex((name, index) => name !== given[index]);
  if (at >= 0) throw differs(`feature ${at + 1}`, `'${known[at]}'`, `'${given[at]}'`);
}

/** @throws NETWORK_INVALID when what is to be started from has another shape */
export function checkStart(start: CompactNetwork | Posterior, network: NetworkSpec): void {
  const [what, own] = 'tensors' in start ? ['posterior', start.network] : ['network', specOf(start)];
  const order = ({ image }: NetworkSpec) => image !== undefined && isChannelsFirst(image);
  const isSame = own.inputs === network.inputs && order(own) === order(network);
  if (isSame && isDeepStrictEqual(own.layers, network.layers)) return;
  throw new SecateurError(
    'NETWORK_INVALID',
    `The ${what} to start from is ${formatNetwork(own)}, not ${formatNetwork(network)}. Give one of the same shape.`,
  );
}

/** @throws ARGUMENT_INVALID when a nested network is no part of the network, or leaves nothing of a level */
export function checkPrefixes(network: NetworkSpec, prefixes: readonly Prefix[] | undefined): void {
  const { levels } = structureOf(network);
  const isPart = (prefix: Prefix) =>
    prefix.length === levels.length &&
    prefix.every((count, level) => {
      const { size, prunable } = levels[level]!;
      const mayShrink = level === 0 ? !network.image : prunable;
      return Number.isInteger(count) && (mayShrink ? count >= 1 && count <= size : count === size);
    });
  const wrong = prefixes?.length === 0 ? [] : prefixes?.find((prefix) => !isPart(prefix));
  if (!wrong) return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `[${wrong.join(', ')}] is no network within ${formatNetwork(network)}. Give for every level (${levels.map(({ size }) => size).join(', ')}) how many of its members it has, all of the outputs and of what cannot be cut.`,
  );
}
