import { everything, type Kept, type Posterior, type Scores, structureOf } from '../../core/index.ts';

/** As of `Scores`: by level (`structureOf`), undefined where everything stays. */
export type LogOdds = Scores['levels'];

/** What a choice of groups needs of a posterior. */
export type Networked = Pick<Posterior, 'network'>;

export function allKept({ network }: Networked): Kept {
  return everything(network);
}

/** A network that reads images keeps all its pixels: its level 0 are channels. */
export function everyFeature({ network }: Networked): number[] {
  return Array.from({ length: network.inputs }, (_, index) => index);
}

/** How plans and metadata call a level: `inputs`, or as the tensors of the layer that owns it, `layers.0` and on. */
export function levelName({ network }: Networked, level: number): string {
  return structureOf(network).levels[level]!.name;
}
