import { SecateurError } from '../core/index.ts';
import type { LoadOptions } from './dataset.ts';

/** @throws ARGUMENT_INVALID naming the first option that is not among `allowed`; `why` is a clause about the source. */
export function refuseOptions(
  source: string,
  options: LoadOptions,
  allowed: readonly (keyof LoadOptions)[],
  why: string,
): void {
  // Where nothing is left out for being constant, there is nothing to keep.
  const known: readonly (keyof LoadOptions)[] = [...allowed, 'keepConstant'];
  const stranger = (Object.keys(options) as (keyof LoadOptions)[]).find(
    (option) => options[option] !== undefined && !known.includes(option),
  );
  if (stranger === undefined) return;
  const isOfFiles = stranger === 'imageSize' || stranger === 'grey';
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `${source}: the option ${stranger} has no use here: ${isOfFiles ? 'it is for folders of image files' : why}. Leave it out.`,
  );
}
