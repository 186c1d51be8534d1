import { everything, inclusionNameOf, type Kept, type Posterior, SecateurError, structureOf } from '../core/index.ts';

/** Posterior log-odds of inclusion by level (`structureOf`); undefined where everything stays. */
export type LogOdds = readonly (Float32Array | undefined)[];

/** @throws ARGUMENT_INVALID for a posterior without any inclusion probability. */
export function logOddsOf(posterior: Posterior): LogOdds {
  const { network, tensors } = posterior;
  const levels = structureOf(network).levels.map((_, level) => tensors[inclusionNameOf(network, level) ?? '']?.data);
  if (levels.some((logOdds) => logOdds !== undefined)) return levels;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `There is nothing to cut: the family '${posterior.family}' has no inclusion probabilities. Export it uncut (\`secateur export --dense\`), or train with the family 'node'.`,
  );
}

export function allKept({ network }: Posterior): Kept {
  return everything(network);
}

/** A network that reads images keeps all its pixels: its level 0 are channels. */
export function everyFeature({ network }: Pick<Posterior, 'network'>): number[] {
  return Array.from({ length: network.inputs }, (_, index) => index);
}

/** How plans and metadata call a level: `inputs`, or as the tensors of the layer that owns it, `layers.0` and on. */
export function levelName(posterior: Pick<Posterior, 'network'>, level: number): string {
  return level === 0 ? 'inputs' : `layers.${structureOf(posterior.network).levels[level]!.owner}`;
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
