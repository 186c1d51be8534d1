import type { LayerWeights, PosteriorPicture } from '../../shared/index.ts';
import { openPosterior } from '../documents/open-posterior.ts';
import type { NamedSource } from '../documents/recognise.ts';
import type { TaskCall } from '../work/listener.ts';
import { layerWeights } from './layer-weights.ts';
import { posteriorPicture } from './posterior-picture.ts';

/** What child processes do for the view Inspect: a posterior may have a gigabyte of weights. */
export async function pictureTask(asked: NamedSource): Promise<PosteriorPicture> {
  return posteriorPicture(await openPosterior(asked));
}

export async function weightsTask(
  { layer, ...asked }: NamedSource & { readonly layer: number },
  { signal }: Pick<TaskCall, 'signal'>,
): Promise<LayerWeights> {
  return layerWeights(await openPosterior(asked), layer, signal);
}
