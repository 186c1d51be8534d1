import { isDeepStrictEqual } from 'node:util';
import {
  type CompactNetwork,
  featuresOf,
  formatNetwork,
  type InputSpec,
  likelihoodOf,
  type NetworkSpec,
  type Posterior,
  SecateurError,
  specOf,
  type Task,
  widthsOf,
} from '../core/index.ts';

/** @throws NETWORK_INVALID when a network's ends are not what the data needs */
export function checkNetwork(network: NetworkSpec, input: InputSpec, outputs: number): void {
  checkImage(network, input);
  const features = featuresOf(input).length;
  const last = widthsOf(network).at(-1)!;
  if (network.inputs !== features || last !== outputs) {
    throw new SecateurError(
      'NETWORK_INVALID',
      `The network takes ${network.inputs} inputs and gives ${last} outputs, but the data has ${features} features and needs ${outputs}. Write it as ${network.image ? '' : `${features}-`}...-${outputs}.`,
    );
  }
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

/** @throws NETWORK_INVALID when a network reads images of another shape than the data has */
function checkImage({ image }: NetworkSpec, input: InputSpec): void {
  if (!image) return;
  const sizes = ({ height, width, channels }: NonNullable<NetworkSpec['image']>) => `${height}x${width}x${channels}`;
  if (input.kind === 'image' && sizes(image) === sizes(input)) return;
  throw new SecateurError(
    'NETWORK_INVALID',
    `The network reads images of ${sizes(image)} (height, width, channels), but the data has ${input.kind === 'image' ? sizes(input) : 'a table of columns'}. ${input.kind === 'image' ? `Let it begin with ${sizes(input)}.` : 'Choose a network of dense layers.'}`,
  );
}

/** @throws NETWORK_INVALID when a teacher does not read all features or answers something else */
export function checkTeacher(teacher: CompactNetwork, features: number, outputs: number): void {
  const spec = specOf(teacher);
  if (spec.inputs === features && widthsOf(spec).at(-1) === outputs) return;
  throw new SecateurError(
    'NETWORK_INVALID',
    `The teacher is a network ${formatNetwork(spec)}, but the data needs ${features}-...-${outputs}. Give one that reads all features, such as an uncut one.`,
  );
}

/** @throws NETWORK_INVALID when what is to be started from has another shape */
export function checkStart(start: CompactNetwork | Posterior, network: NetworkSpec): void {
  const [what, own] = 'tensors' in start ? ['posterior', start.network] : ['network', specOf(start)];
  if (own.inputs === network.inputs && isDeepStrictEqual(own.layers, network.layers)) return;
  throw new SecateurError(
    'NETWORK_INVALID',
    `The ${what} to start from is ${formatNetwork(own)}, not ${formatNetwork(network)}. Give one of the same shape.`,
  );
}
