import { type Posterior, SecateurError, tensorNames, widthsOf } from '../core/index.ts';

/**
 * What a cut chooses from, as levels: level 0 holds the inputs, level l + 1 the units of layer l. A network of
 * L layers has L + 1 levels; the last, the outputs, is never cut.
 */
export type Levels<T> = readonly T[];

/** Indices kept in each level, ascending. */
export type Kept = Levels<readonly number[]>;

/** Posterior log-odds of inclusion by level; undefined where everything stays. */
export type LogOdds = Levels<Float32Array | undefined>;

/** @throws ARGUMENT_INVALID for a posterior without any inclusion probability. */
export function logOddsOf(posterior: Posterior): LogOdds {
  const tensorOf = (level: number) =>
    posterior.tensors[level === 0 ? tensorNames.inputInclusion : tensorNames.inclusion(level - 1)];
  const levels = widthsOf(posterior.network).map((_, level) => tensorOf(level)?.data);
  if (levels.some((logOdds) => logOdds !== undefined)) return levels;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `There is nothing to cut: the family '${posterior.family}' has no inclusion probabilities. Export it uncut (\`secateur export --dense\`), or train with the family 'node'.`,
  );
}

export function allKept(posterior: Posterior): Kept {
  return widthsOf(posterior.network).map((width) => Array.from({ length: width }, (_, index) => index));
}

/** How plans and metadata call a level: `inputs`, then `layers.0` and on, as tensors are named. */
export function levelName(level: number): string {
  return level === 0 ? 'inputs' : `layers.${level - 1}`;
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
