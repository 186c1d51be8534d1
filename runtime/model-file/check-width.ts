import { isRelativeWidth, SecateurError } from '../../core/essentials.ts';
import type { ModelMetadata } from './metadata.ts';

/** The width that options ask for. @throws ARGUMENT_INVALID where the model has none to choose, or for a senseless one. */
export function checkWidth(metadata: ModelMetadata | undefined, width: number | undefined, name: string): void {
  if (width === undefined) return;
  if (!metadata?.adjustable) {
    const remedy = 'Export it with --adjustable, or load it without a width.';
    throw new SecateurError('ARGUMENT_INVALID', `${name}: this model has only one width. ${remedy}`);
  }
  if (isRelativeWidth(width)) return;
  throw new SecateurError('ARGUMENT_INVALID', `${name}: the width must be above 0 and at most 1, but is ${width}.`);
}
