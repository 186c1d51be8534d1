import { isDeepStrictEqual } from 'node:util';
import { formatNetwork, type Posterior, SecateurError } from '../../../core/index.ts';
import type { Body } from '../../../onnx/index.ts';
import { withLinearEnd } from './start-network.ts';

/** @throws ARGUMENT_INVALID when a posterior is about another network than the model's */
export function checkPosterior({ network }: Posterior, body: Body, name: string): void {
  const own = withLinearEnd(body.network);
  if (own.inputs === network.inputs && isDeepStrictEqual(own.layers, network.layers)) return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `The posterior is about the network ${formatNetwork(network)}, but ${name} has ${formatNetwork(own)}. Give the one that was saved for this model.`,
  );
}
