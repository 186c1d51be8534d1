import { type Node, SecateurError } from '../../core/index.ts';
import { opsetOf } from '../walk.ts';
import type { ForeignModel, Spliced } from './foreign-model.ts';
import { lowerBody } from './lower-body.ts';
import { withReadableVersion } from './readable-version.ts';
import { replaceNodes } from './replace-nodes.ts';

export interface SplicedBody extends Spliced {
  /** What the constants came to be called, by the names that were asked for. */
  readonly constants: ReadonlyMap<string, string>;
}

/**
 * The model with something else for its body. What comes before and after is carried over untouched; what nobody reads
 * any more is gone.
 * @param replacement outputs of the body `[batch, outputs]`, of a graph whose only Input node is named `body.input`; of
 *   shape `[batch, features]`, also where the model's value is an image, or `[batch, channels, height, width]`
 * @param names that some of its constants should have; others, where the model has those already
 * @throws ARGUMENT_INVALID when the model has no body, or the replacement reads something else
 */
export function spliceBody(
  { model, body }: ForeignModel,
  replacement: Node,
  names: ReadonlyMap<Node, string> = new Map(),
): SplicedBody {
  if (!body) throw new SecateurError('ARGUMENT_INVALID', 'The model has no body that could be replaced.');
  const { output } = body;
  const constants = new Map<string, string>();
  const spliced = replaceNodes(model, output, (scope) => {
    const own = new Map<Node, string>();
    for (const [node, name] of names) {
      own.set(node, scope.free(name));
      constants.set(name, own.get(node)!);
    }
    return lowerBody(replacement, body, opsetOf(model), scope, own);
  });
  return { ...withReadableVersion(spliced), constants };
}
