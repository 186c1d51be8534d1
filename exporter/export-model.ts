import {
  type CompactNetwork,
  compactWeights,
  describeTempering,
  encodePosterior,
  formatNetwork,
  macCount,
  type Posterior,
  parameterCount,
  SecateurError,
  specOf,
} from '../core/index.ts';
import { encodeModel, lowerGraph, type OnnxModel } from '../onnx/index.ts';
import { adjustableParts, withWidths } from './adjustable/adjustable-model.ts';
import type { AdjustableBy } from './adjustable/parts.ts';
import { prefixNetwork } from './adjustable/prefix-network.ts';
import { type AdjustableNetwork, prefixAt } from './adjustable/sort-by-need.ts';
import type { PruningPlan } from './cut/plan.ts';
import type { NeededFeature } from './graph/narrow-input.ts';
import { type PredictiveGraph, predictiveGraph } from './graph/predictive-graph.ts';
import {
  type ExportedMetadata,
  type MeasuredScore,
  metadataKey,
  metadataOf,
  type PosteriorRecord,
  type WidthRecord,
} from './metadata.ts';
import { sha256Of } from './package/sha256-sums.ts';
import { intervalLevel } from './predictive/answers-of-draws.ts';
import type { Predictive } from './predictive/method.ts';
import { withNoise } from './predictive/noise-stream.ts';
import { uncertainGraph } from './predictive/uncertain-graph.ts';
import { type Variances, variancesOf } from './predictive/variances.ts';
import { quantizeNetwork } from './quantize/index.ts';
import { type StorageOptions, storeWeights } from './store-weights.ts';

export interface ExportDetails extends StorageOptions {
  /** Name of the ONNX graph, `secateur` by default. */
  readonly name?: string;
  /** The cut that led to this network. */
  readonly plan?: PruningPlan;
  /** The posterior it came from: the file records its hash, family, prior, seed and data. */
  readonly posterior?: Posterior;
  /**
   * Answers that say how uncertain they are, see `answersOfDraws`. The weights' uncertainty is that of `posterior` given the
   * cut `plan`, also where the network was fine-tuned.
   */
  readonly predictive?: Predictive;
  /** Of a network that `narrowInput` made: what it has to be fed, for the record. */
  readonly features?: readonly NeededFeature[];
  /** One file of many widths: `network` is an `AdjustableNetwork`'s. */
  readonly adjustable?: AdjustableDetails;
}

export interface AdjustableDetails {
  readonly narrows: AdjustableNetwork['narrows'];
  /** `load` by default. */
  readonly by?: AdjustableBy;
  /** Relative widths to record the sizes of and, where measured, how good they are. */
  readonly widths: readonly { readonly width: number; readonly validation?: MeasuredScore }[];
}

/**
 * A network as an ONNX file that takes raw rows: one input `input` `[N, columns]`, outputs as `predictiveGraph` says,
 * and what it is under the key `secateur` of its metadata. The same network and details give the same bytes.
 * Layers that lie on a grid (`quantizeNetwork`, `fineTune`) are stored as their codes.
 * @throws DATA_INVALID when a weight is not finite, ARGUMENT_INVALID for codes or a lean file of many widths
 */
export function exportModel(network: CompactNetwork, details: ExportDetails = {}): Uint8Array {
  return encodeModel(exportedModel(network, details));
}

/** The same as a model in memory, for `writeModel`: its weights share the memory of the network where they can. */
export function exportedModel(network: CompactNetwork, details: ExportDetails = {}): OnnxModel {
  const {
    plan,
    posterior,
    features,
    adjustable,
    predictive,
    weights = 'float32',
    lean = false,
    activations = 'float',
    block,
  } = details;
  // Steps of blocks are fitted where the weights are stored.
  const stored =
    block === undefined ? quantizeNetwork(network, weights, { sharesSteps: sharesSteps(details) }) : network;
  if (block !== undefined && activations !== 'float') {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      'Products of codes take one step for each unit. Leave out the block, or the codes of activations.',
    );
  }
  const isPlain =
    !lean && weights === 'float32' && activations === 'float' && compactWeights(network).every(({ grid }) => !grid);
  if ((adjustable || predictive) && !isPlain) {
    const what = adjustable ? 'A file of many widths' : 'A file whose answers say how uncertain they are';
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${what} holds its weights as float32. Leave out the ${adjustable ? 'widths' : 'uncertainty'}, or what makes it smaller otherwise.`,
    );
  }
  const { lowered, grids } = predictive ? uncertainModel(network, predictive, details) : plainModel(stored, details);
  const parts =
    adjustable && adjustableParts(lowered, { network, narrows: adjustable.narrows }, adjustable.by ?? 'load');
  const metadata = metadataOf(network, {
    ...(plan && { plan }),
    ...(posterior && { posterior: recordOf(posterior) }),
    ...(predictive && { predictive: { ...predictive, interval: intervalLevel } }),
    ...(features && { features }),
    ...(parts && {
      adjustable: { ...parts, widths: adjustable.widths.map((each) => widthRecord(network, adjustable, each)) },
    }),
  });
  const model = {
    ...(parts ? withWidths(lowered, parts) : lowered),
    metadata: { [metadataKey]: JSON.stringify(metadata) },
  };
  return storeWeights(model, stored, grids, { weights, lean, activations, ...(block !== undefined && { block }) });
}

/** Whether a file is to hold one step of codes for a layer, in place of one for each unit. */
export function sharesSteps({
  lean = false,
  activations = 'float',
}: {
  readonly lean?: boolean;
  readonly activations?: unknown;
}): boolean {
  return lean && activations === 'float';
}

/** The float model whose `activationRanges` fix the steps of the same network's activations. */
export function calibrationModel(network: CompactNetwork): OnnxModel {
  return plainModel(network, { activations: 'dynamic' }).lowered;
}

interface Lowered {
  readonly lowered: OnnxModel;
  readonly grids: PredictiveGraph['grids'];
}

function plainModel(network: CompactNetwork, { adjustable, name, activations = 'float' }: ExportDetails): Lowered {
  const { outputs, names, grids } = predictiveGraph(network, 1, {
    narrowsInputs: adjustable?.narrows[0] === true,
    keepsScaling: activations !== 'float',
  });
  return { lowered: lowerGraph(outputs, { ...(name !== undefined && { name }), batchSymbol: 'N', names }), grids };
}

function uncertainModel(
  network: CompactNetwork,
  predictive: Predictive,
  { posterior, plan, adjustable, name }: ExportDetails,
): Lowered {
  if (adjustable) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      'A file of many widths cannot say how uncertain its answers are. Choose one of the two.',
    );
  }
  const isCertain = predictive.kind === 'mean';
  if (!isCertain && !posterior) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `Predicting by ${predictive.kind} needs to know how uncertain the weights are. Give the posterior that the network came from.`,
    );
  }
  const variances: Variances = isCertain ? new Map() : variancesOf(posterior!, plan);
  const { outputs, names, noise } = uncertainGraph(network, predictive, variances);
  const model = lowerGraph(outputs, { ...(name !== undefined && { name }), batchSymbol: 'N', names });
  return { lowered: noise.length === 0 ? model : withNoise(model, noise, posterior!.seed), grids: {} };
}

function widthRecord(
  network: CompactNetwork,
  { narrows }: AdjustableDetails,
  { width, validation }: AdjustableDetails['widths'][number],
): WidthRecord {
  const spec = specOf(prefixNetwork(network, prefixAt({ network, narrows }, width)));
  const size = { network: formatNetwork(spec), parameters: parameterCount(spec), macs: macCount(spec) };
  return { width, ...size, ...(validation && { validation }) };
}

/** What `exportModel` writes into the file about a network, of one width, for those who keep it elsewhere as well. */
export function describeExport(
  network: CompactNetwork,
  { plan, posterior }: Pick<ExportDetails, 'plan' | 'posterior'>,
): ExportedMetadata {
  return metadataOf(network, { ...(plan && { plan }), ...(posterior && { posterior: recordOf(posterior) }) });
}

function recordOf(posterior: Posterior): PosteriorRecord {
  const { family, prior, seed, data } = posterior;
  const tempering = describeTempering(posterior.tempering);
  const what = { sha256: posteriorSha256(posterior), family, prior: prior.name, seed, data };
  return tempering === undefined ? what : { ...what, tempering };
}

/** Of the posterior's file, in hexadecimal. */
export function posteriorSha256(posterior: Posterior): string {
  return sha256Of(encodePosterior(posterior));
}

/** Whether a hash is that of a posterior's file, or of the one that versions without checksums wrote of it. */
export function isSha256Of(sha256: string, posterior: Posterior): boolean {
  return [true, false].some((checksum) => sha256Of(encodePosterior(posterior, { checksum })) === sha256);
}
