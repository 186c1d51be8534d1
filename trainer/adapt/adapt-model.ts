import { type OnProgress, SecateurError } from '../../core/index.ts';
import { decodeModel, encodeModel, modelUpTo, type OnnxModel, withWeights } from '../../onnx/index.ts';
import { stepsPerCallOf } from '../data/batches.ts';
import type { Engine } from '../engines/engine.ts';
import { checkExamples, checkFeatures, checkSettings, columnsOf, type LabelledRows } from './check-adapting.ts';
import { type DenseTail, denseTail } from './dense-tail.ts';
import { classCount, type TailSettings, type TailTraining, tailTraining } from './tail-training.ts';

export interface AdaptOptions extends Partial<TailSettings> {
  /** How many of the last dense layers are trained, 1 by default; the others stay as they are. */
  readonly layers?: number;
  /** 300 by default. */
  readonly steps?: number;
  /** Rows a step, 32 by default. */
  readonly batchSize?: number;
  /** Peak of the schedule (a short rise, then half a cosine down to zero), .003 by default. */
  readonly learningRate?: number;
  /** Of the order of the rows, 0 by default. The same seed and engine give the same bytes. */
  readonly seed?: number;
  readonly onProgress?: OnProgress;
  /** An `AbortSignal`, or anything else that says when to stop. */
  readonly signal?: { readonly aborted: boolean };
}

export interface AdaptedModel {
  /** The ONNX file with other weights in its last layers, and in its metadata, under `adaptedKey`, how they came about. */
  readonly bytes: Uint8Array;
  /** Mean negative log-likelihood of each step's rows, in nats. */
  readonly losses: Float32Array;
}

/** What computes: an engine for the steps, and a runtime for the layers that stay. */
export interface Computing {
  readonly engine: Engine;
  /** The only output of a model whose only input is `[rows, columns]`. */
  run(model: Uint8Array, rows: Float32Array, columns: number): Promise<Float32Array>;
}

export const adaptedKey = 'secateur.adapted';

/** Of classifiers, as `exportModel` names it. */
const output = 'logits';

/**
 * Trains the last dense layers of a classifier further, with the step graph and the Adam of every other training. What
 * comes before them is computed once for each row. Lest the model forget, mix some of its old examples with the new.
 * @throws FORMAT_INVALID when the bytes are no model; UNSUPPORTED when it does not end in so many dense layers;
 * ARGUMENT_INVALID, SHAPE_MISMATCH and DATA_INVALID for options, rows and labels that do not fit; TRAINING_DIVERGED;
 * ABORTED when `signal` fires; PROVIDER_FAILED.
 */
export async function adaptModel(
  bytes: Uint8Array,
  examples: LabelledRows,
  options: AdaptOptions,
  { engine, run }: Computing,
): Promise<AdaptedModel> {
  const { layers = 1, steps = 300, batchSize = 32, learningRate = 0.003, seed = 0 } = options;
  const settings = { steps, batchSize, learningRate, seed };
  checkSettings({ layers, ...settings });
  const model = decodeModel(bytes, 'model');
  const tail = denseTail(model, output, layers);
  const columns = columnsOf(model);
  checkExamples(examples, columns, classCount(tail));
  const values = await run(frozenPart(model, tail), examples.rows, columns);
  checkFeatures(values, tail.network.inputs);
  const training = tailTraining(tail, values, examples.labels, settings);
  const { losses, weights } = await train(engine, training, steps, options);
  const adapted = withWeights(
    model,
    Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [tail.weightNames[name]!, tensor])),
  );
  const note = JSON.stringify({ layers, examples: examples.labels.length, ...settings });
  return { bytes: encodeModel({ ...adapted, metadata: { ...model.metadata, [adaptedKey]: note } }), losses };
}

/** The layers that stay, as a model that computes what the tail reads. */
function frozenPart(model: OnnxModel, { features: name, network }: DenseTail): Uint8Array {
  const frozen = modelUpTo(model, { name, elementType: 'float32', shape: ['N', network.inputs] });
  if (!frozen.graph.nodes.some(({ opType }) => opType === 'Gemm' || opType === 'Conv')) {
    throw new SecateurError(
      'UNSUPPORTED',
      'The first layer of the model must stay as it is, for its weights also standardise the rows. Train fewer layers.',
    );
  }
  return encodeModel(frozen);
}

async function train(
  engine: Engine,
  { program, initial, makeFeeds, lossesIn, weightsIn }: TailTraining,
  steps: number,
  { onProgress, signal }: Pick<AdaptOptions, 'onProgress' | 'signal'>,
) {
  const losses = new Float32Array(steps);
  const session = await engine.start(program, initial);
  const perCall = stepsPerCallOf(program, session);
  try {
    for (let step = 0; step < steps; step += perCall) {
      if (signal?.aborted) throw new SecateurError('ABORTED', 'Adapting was interrupted; the model is as it was.');
      const count = Math.min(perCall, steps - step);
      losses.set(lossesIn(await session.advance(count, makeFeeds(step, count))), step);
      const loss = losses[step + count - 1]!;
      if (!Number.isFinite(loss)) {
        const what = `The loss is ${loss} after ${step + count} steps. Choose a lower learning rate.`;
        throw new SecateurError('TRAINING_DIVERGED', what);
      }
      onProgress?.({ stage: 'adapt', done: step + count, total: steps, metrics: { loss } });
    }
    return { losses, weights: weightsIn(await session.readState()) };
  } finally {
    await session.close();
  }
}
