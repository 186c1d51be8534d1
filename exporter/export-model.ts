import { createHash } from 'node:crypto';
import { type CompactNetwork, encodePosterior, type Posterior } from '../core/index.ts';
import { encodeModel, lowerGraph } from '../onnx/index.ts';
import { metadataKey, metadataOf } from './metadata.ts';
import type { PruningPlan } from './plan.ts';
import { predictiveGraph } from './predictive-graph.ts';

export interface ExportDetails {
  /** Name of the ONNX graph, `secateur` by default. */
  readonly name?: string;
  /** The cut that led to this network. */
  readonly plan?: PruningPlan;
  /** The posterior it came from: the file records its hash, family, prior, seed and data. */
  readonly posterior?: Posterior;
}

/**
 * A network as an ONNX file that takes raw rows: one input `input` `[N, columns]`, outputs as `predictiveGraph` says,
 * and what it is under the key `secateur` of its metadata. The same network and details give the same bytes.
 * @throws DATA_INVALID when a weight is not finite.
 */
export function exportModel(network: CompactNetwork, details: ExportDetails = {}): Uint8Array {
  const { name, plan, posterior } = details;
  const { outputs, names } = predictiveGraph(network);
  const metadata = metadataOf(network, {
    ...(plan && { plan }),
    ...(posterior && { posterior: recordOf(posterior) }),
  });
  return encodeModel(
    lowerGraph(outputs, {
      ...(name !== undefined && { name }),
      batchSymbol: 'N',
      names,
      metadata: { [metadataKey]: JSON.stringify(metadata) },
    }),
  );
}

function recordOf(posterior: Posterior) {
  const { family, prior, seed, data } = posterior;
  const sha256 = createHash('sha256').update(encodePosterior(posterior)).digest('hex');
  return { sha256, family, prior: prior.name, seed, data };
}
