import * as v from 'valibot';
import { operation } from '../operation.ts';
import { handedOutId } from './files.ts';
import type { ModelPicture, NodeDetails, TensorStatistics } from './model-picture.ts';
import type { LayerWeights, PosteriorPicture } from './posterior-picture.ts';

const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What the view Inspect asks. Weights and values are summed up by the host: pages never see a gigabyte. */
export const inspectOperations = {
  inspectPosterior: operation<PosteriorPicture>()(v.strictObject({ document: handedOutId })),
  /** Of a layer with weights, by its place among all layers. */
  layerWeights: operation<LayerWeights>()(v.strictObject({ document: handedOutId, layer: index })),
  inspectModel: operation<ModelPicture>()(v.strictObject({ document: handedOutId })),
  /** By its place in the graph. */
  nodeDetails: operation<NodeDetails>()(v.strictObject({ document: handedOutId, node: index })),
  /** Of a tensor, by its place in the picture. */
  tensorStatistics: operation<TensorStatistics>()(v.strictObject({ document: handedOutId, tensor: index })),
} as const;
