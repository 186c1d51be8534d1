import type { Tensor } from 'onnxruntime-common';
import { columnCount, messageOf, SecateurError } from '../core/essentials.ts';
import { classificationsOf, type Outputs, regressionsOf } from './answers.ts';
import type { Feed, Model, Rows } from './contract.ts';
import { checkAnswers, checkValues, flatRows } from './input-rows.ts';
import { readMetadata } from './metadata.ts';
import { answerNames, checkFeeds, checkInterface, rowDimsOf, valuesOf } from './model-interface.ts';
import { checkWidth, narrowModel } from './narrow-model.ts';
import { createSession, type Runtime, type SessionOptions } from './session.ts';

/** The input, `[1]`, of a file whose width is chosen with every call. */
const widthInput = 'width';

/** A session with its metadata read and its names resolved once, so that a call adds next to nothing of its own. */
export async function openModel(runtime: Runtime, bytes: Uint8Array, options: SessionOptions): Promise<Model> {
  const { name, provider } = options;
  const metadata = readMetadata(bytes, name);
  const { adjustable } = metadata ?? {};
  checkWidth(metadata, options.width, name);
  const { width: relativeWidth = 1 } = options;
  const chosen = adjustable?.by === 'load' ? narrowModel(bytes, adjustable, relativeWidth, name) : bytes;
  const session = await createSession(runtime, chosen, options);
  const inputName = session.inputNames[0]!;
  /** What a model whose width is an input is fed beside the rows, unless a call says otherwise. */
  const standing: Record<string, Tensor> =
    adjustable?.by === 'input' ? { [widthInput]: new runtime.Tensor('float32', [relativeWidth], [1]) } : {};
  let isDisposed = false;

  const runError = (error: unknown) => {
    const what = `${name}: the model failed on ${provider} (${messageOf(error)}). Try another provider.`;
    return new SecateurError('PROVIDER_FAILED', what, { cause: error });
  };
  const checkAlive = () => {
    if (isDisposed) throw new SecateurError('ARGUMENT_INVALID', `${name}: the model was disposed. Load it again.`);
  };
  const run = async (feeds: Readonly<Record<string, Feed>>, outputs?: readonly string[]) => {
    checkAlive();
    const unknown = outputs?.find((output) => !session.outputNames.includes(output));
    if (unknown !== undefined) {
      throw new SecateurError(
        'ARGUMENT_INVALID',
        `${name}: the model has no output '${unknown}'. Name one of its own.`,
      );
    }
    const { [widthInput]: width, ...others } = feeds;
    checkFeeds(adjustable?.by === 'input' && width ? others : feeds, bare.inputs, name);
    const tensors: Record<string, Tensor> = { ...standing };
    try {
      for (const [key, { type, data, dims }] of Object.entries(feeds))
        tensors[key] = new runtime.Tensor(type, data, dims);
    } catch (error) {
      throw new SecateurError('SHAPE_MISMATCH', `${name}: an input is no valid tensor (${messageOf(error)}).`);
    }
    try {
      return await (outputs ? session.run(tensors, outputs) : session.run(tensors));
    } catch (error) {
      throw runError(error);
    }
  };
  const dispose = async () => {
    if (isDisposed) return;
    isDisposed = true;
    await session.release();
  };
  const bare = {
    name,
    provider,
    inputs: valuesOf(session.inputMetadata).filter((input) => !(input.name in standing)),
    outputs: valuesOf(session.outputMetadata),
    run,
    dispose,
    [Symbol.asyncDispose]: dispose,
  };

  if (!metadata) {
    const predict = async (rows: Rows) => {
      const rowDims = rowDimsOf(bare.inputs, name);
      const width = rowDims.reduce((product, dimension) => product * dimension, 1);
      const data = flatRows(rows, width, name);
      return run({ [inputName]: { type: 'float32', data, dims: [data.length / width, ...rowDims] } });
    };
    return { ...bare, kind: 'other', metadata, predict };
  }

  const { task, input } = metadata;
  const width = columnCount(input);
  checkInterface(bare, { metadata, columns: width });

  /** One function from rows to answers: every further await would cost a measurable part of a call. */
  const predictor = <Answer>(answersOf: (outputs: Outputs) => Answer[]) => {
    // Only the outputs that are needed: the runtime copies every other one for nothing.
    const fetches = answerNames(metadata, bare.outputs);
    const first = fetches[0]!;
    return async (rows: Rows): Promise<Answer[]> => {
      checkAlive();
      const flat = flatRows(rows, width, name);
      if (input.kind === 'table') checkValues(flat, input, name);
      const tensor = new runtime.Tensor('float32', flat, [flat.length / width, width]);
      let results: Awaited<ReturnType<typeof session.run>>;
      try {
        results = await session.run({ ...standing, [inputName]: tensor }, fetches);
      } catch (error) {
        throw runError(error);
      }
      const outputs: Record<string, Float32Array> = {};
      for (const output of fetches) outputs[output] = results[output]!.data as Float32Array;
      checkAnswers(outputs[first]!, flat, input, name);
      return answersOf(outputs);
    };
  };
  return task.kind === 'classification'
    ? {
        ...bare,
        kind: 'classification',
        metadata,
        predict: predictor((outputs) => classificationsOf(outputs, task.labels)),
      }
    : {
        ...bare,
        kind: 'regression',
        metadata,
        predict: predictor((outputs) => regressionsOf(outputs, metadata.observationStdDev)),
      };
}
