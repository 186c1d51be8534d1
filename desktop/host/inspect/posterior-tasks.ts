import { decodePosterior, type Posterior } from '../../../core/index.ts';
import { readBytes } from '../../../files/index.ts';
import type { LayerWeights, PosteriorPicture } from '../../shared/index.ts';
import type { AskedFile } from '../compare/asked.ts';
import { layerWeights } from './layer-weights.ts';
import { posteriorPicture } from './posterior-picture.ts';

/** What child processes do for the view Inspect: a posterior may have a gigabyte of weights. */
export async function pictureTask(asked: AskedFile): Promise<PosteriorPicture> {
  return posteriorPicture(await read(asked));
}

export async function weightsTask({ layer, ...asked }: AskedFile & { readonly layer: number }): Promise<LayerWeights> {
  return layerWeights(await read(asked), layer);
}

async function read({ path, name }: AskedFile): Promise<Posterior> {
  return decodePosterior(await readBytes(path), name);
}
