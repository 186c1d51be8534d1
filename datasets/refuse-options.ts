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
  const reasons: { readonly [Option in keyof LoadOptions]?: string } = {
    imageSize: 'it is for image files and folders of them',
    grey: 'it is for image files and folders of them',
    imageShape: 'it is for .npy and .npz files',
  };
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `${source}: the option ${stranger} has no use here: ${reasons[stranger] ?? why}. Leave it out.`,
  );
}
