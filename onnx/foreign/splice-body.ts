import { type Node, SecateurError } from '../../core/index.ts';
import { opsetOf } from '../walk.ts';
import type { ForeignModel, Spliced } from './foreign-model.ts';
import { lowerBody } from './lower-body.ts';
import { withReadableVersion } from './readable-version.ts';
import { replaceNodes } from './replace-nodes.ts';

/**
 * The model with something else for its body. What comes before and after is carried over untouched; what nobody reads
 * any more is gone.
 * @param replacement outputs of the body `[batch, outputs]`, of a graph whose only Input node is named `body.input`; of
 *   shape `[batch, features]`, also where the model's value is an image, or of that value's own shape
 * @throws ARGUMENT_INVALID when the model has no body, or the replacement reads something else
 */
export function spliceBody({ model, body }: ForeignModel, replacement: Node): Spliced {
  if (!body) throw new SecateurError('ARGUMENT_INVALID', 'The model has no body that could be replaced.');
  const { input, output, network } = body;
  const place = { input, output, isImage: network.image !== undefined };
  return withReadableVersion(
    replaceNodes(model, output, (scope) => lowerBody(replacement, place, opsetOf(model), scope)),
  );
}
