import { SecateurError } from '../../core/index.ts';

/** How weights are stored: as they are, as half-precision numbers, or as whole numbers of a few bits times a step for each unit. */
export type WeightFormat = 'float32' | 'float16' | `int${2 | 3 | 4 | 5 | 6 | 7 | 8}`;

/** From the largest to the smallest. */
export const weightFormats: readonly WeightFormat[] = [
  'float32',
  'float16',
  'int8',
  'int7',
  'int6',
  'int5',
  'int4',
  'int3',
  'int2',
];

/** Of the codes; undefined where there are none. */
export function bitsOf(format: WeightFormat): number | undefined {
  return format.startsWith('int') ? Number(format.slice(3)) : undefined;
}

/** @param others what else the caller takes, for the error's remedy. @throws ARGUMENT_INVALID */
export function checkWeightFormat(format: string, others: readonly string[] = []): WeightFormat {
  const known = weightFormats.find((each) => each === format);
  if (known) return known;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `There is no weight format '${format}'. Choose from ${[...weightFormats, ...others].join(', ')}.`,
  );
}
