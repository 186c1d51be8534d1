import type { Tensor } from 'onnxruntime-common';
import { columnCount, messageOf, SecateurError } from '../core/essentials.ts';
import { classificationsOf, type Outputs, regressionsOf } from './answers.ts';
import type { Feed, LoadOptions, Model, Rows } from './contract.ts';
import { checkAnswers, checkValues, flatRows } from './input-rows.ts';
import { type ModelMetadata, readMetadata } from './metadata.ts';
import { answerNames, checkFeeds, checkInterface, rowDimsOf, valuesOf } from './model-interface.ts';
import { checkWidth, narrowModel } from './narrow-model.ts';
import type { Provider } from './providers.ts';
import { type OpenOn, startRunner } from './runner.ts';
import { createSession, type Runtime, type SessionOptions } from './session.ts';

export interface OpenOptions extends Omit<SessionOptions, 'provider'>, Omit<LoadOptions, 'device'> {
  readonly threads: number;
  /** In the order in which they are to be asked. */
  readonly candidates: readonly Provider[];
  readonly runtimeFor: (provider: Provider, threads: number) => Promise<Runtime>;
}

/** The input, `[1]`, of a file whose width is chosen with every call. */
const widthInput = 'width';

/** A session with its metadata read and its names resolved once, so that a call adds next to nothing of its own. */
export async function openModel(bytes: Uint8Array, options: OpenOptions): Promise<Model> {
  const { name, candidates, width: relativeWidth = 1 } = options;
  const metadata = readMetadata(bytes, name);
  const { adjustable } = metadata ?? {};
  checkWidth(metadata, options.width, name);
  const runner = await startRunner(candidates, name, opener(bytes, metadata, options));
  const { session } = runner.current;
  const inputName = session.inputNames[0]!;
  /** What a model whose width is an input is fed beside the rows, unless a call says otherwise. */
  const standing: Readonly<Record<string, Feed>> =
    adjustable?.by === 'input'
      ? { [widthInput]: { type: 'float32', data: Float32Array.of(relativeWidth), dims: [1] } }
      : {};

  const run = async (feeds: Readonly<Record<string, Feed>>, outputs = session.outputNames) => {
    runner.begin();
    try {
      checkOutputs(outputs, session.outputNames, name);
      const { [widthInput]: width, ...others } = feeds;
      checkFeeds(adjustable?.by === 'input' && width ? others : feeds, bare.inputs, name);
      const placed = runner.current;
      const tensors = tensorsOf({ ...standing, ...feeds }, placed.runtime, name);
      const results = await placed.session
        .run(tensors, outputs)
        .catch((error: unknown) => runner.recover(placed, error, tensors, outputs));
      runner.settle();
      return results;
    } finally {
      runner.end();
    }
  };
  const bare = {
    name,
    get provider() {
      return runner.current.provider;
    },
    get tried() {
      return runner.tried;
    },
    inputs: valuesOf(session.inputMetadata).filter((input) => !(input.name in standing)),
    outputs: valuesOf(session.outputMetadata),
    run,
    dispose: runner.dispose,
    [Symbol.asyncDispose]: runner.dispose,
  };

  if (!metadata) {
    const predict = async (rows: Rows) => {
      const rowDims = rowDimsOf(bare.inputs, name);
      const width = rowDims.reduce((product, dimension) => product * dimension, 1);
      const data = flatRows(rows, width, name);
      return run({ [inputName]: { type: 'float32', data, dims: [data.length / width, ...rowDims] } });
    };
    return withLive(bare, { kind: 'other' as const, metadata, predict });
  }

  const { task, input } = metadata;
  const width = columnCount(input);
  try {
    checkInterface(bare, { metadata, columns: width });
  } catch (error) {
    await runner.dispose();
    throw error;
  }

  /** One function from rows to answers: every further await would cost a measurable part of a call. */
  const predictor = <Answer>(answersOf: (outputs: Outputs) => Answer[]) => {
    // Only the outputs that are needed: the runtime copies every other one for nothing.
    const fetches = answerNames(metadata, bare.outputs);
    const first = fetches[0]!;
    return async (rows: Rows): Promise<Answer[]> => {
      runner.begin();
      try {
        const flat = flatRows(rows, width, name);
        if (input.kind === 'table') checkValues(flat, input, name);
        const placed = runner.current;
        const { Tensor } = placed.runtime;
        const feeds = { [inputName]: new Tensor('float32', flat, [flat.length / width, width]) };
        if (adjustable?.by === 'input') Object.assign(feeds, tensorsOf(standing, placed.runtime, name));
        let results: Readonly<Record<string, Tensor>>;
        try {
          results = await placed.session.run(feeds, fetches);
        } catch (error) {
          results = await runner.recover(placed, error, feeds, fetches);
        }
        runner.settle();
        const outputs: Record<string, Float32Array> = {};
        for (const output of fetches) outputs[output] = results[output]!.data as Float32Array;
        checkAnswers(outputs[first]!, flat, input, name);
        return answersOf(outputs);
      } finally {
        runner.end();
      }
    };
  };
  return task.kind === 'classification'
    ? withLive(bare, {
        kind: 'classification' as const,
        metadata,
        predict: predictor((outputs) => classificationsOf(outputs, task.labels)),
      })
    : withLive(bare, {
        kind: 'regression' as const,
        metadata,
        predict: predictor((outputs) => regressionsOf(outputs, metadata.observationStdDev)),
      });
}

/** Both in one object; spreading would fix `provider` and `tried` at what they are now. */
function withLive<Bare extends object, Own extends object>(bare: Bare, own: Own): Bare & Own {
  return Object.assign(bare, own);
}

/** Beside `openModel`, whose closures would otherwise keep the bytes. */
function opener(bytes: Uint8Array, metadata: ModelMetadata | undefined, options: OpenOptions): OpenOn {
  const { name, threads, width = 1, runtimeFor } = options;
  const adjustable = metadata?.adjustable;
  const chosen = adjustable?.by === 'load' ? narrowModel(bytes, adjustable, width, name) : bytes;
  return async (provider) => {
    const runtime = await runtimeFor(provider, threads);
    return { runtime, session: await createSession(runtime, chosen, { ...options, provider }) };
  };
}

/** @throws ARGUMENT_INVALID. */
function checkOutputs(asked: readonly string[], known: readonly string[], name: string): void {
  const unknown = asked.find((output) => !known.includes(output));
  if (unknown === undefined) return;
  throw new SecateurError('ARGUMENT_INVALID', `${name}: the model has no output '${unknown}'. Name one of its own.`);
}

/** @throws SHAPE_MISMATCH for data that does not fill its dimensions. */
function tensorsOf(feeds: Readonly<Record<string, Feed>>, { Tensor }: Runtime, name: string): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const [key, { type, data, dims }] of Object.entries(feeds)) {
    try {
      tensors[key] = new Tensor(type, data, dims);
    } catch (error) {
      throw new SecateurError('SHAPE_MISMATCH', `${name}: input '${key}' is no valid tensor (${messageOf(error)}).`);
    }
  }
  return tensors;
}
