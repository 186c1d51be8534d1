import { columnCount, SecateurError } from '../../core/essentials.ts';
import { checkWidth } from '../model-file/check-width.ts';
import { type ModelMetadata, readMetadata } from '../model-file/metadata.ts';
import { classificationsOf, regressionsOf } from '../predict/answers.ts';
import { answersFrom } from '../predict/predict-answers.ts';
import { outputsFrom } from '../predict/predict-outputs.ts';
import type { AnswerCheck } from './compare-with-processor.ts';
import type { Feed, LoadOptions, Model } from './contract.ts';
import { answerNames, checkFeeds, checkInterface, checkOutputs, tensorsOf, valuesOf } from './model-interface.ts';
import { type Provider, referenceOf } from './providers.ts';
import { type OpenOn, type Runner, startRunner } from './runner.ts';
import { createSession, type ModelSource, type Runtime, type SessionOptions } from './session.ts';

export interface OpenOptions
  extends Omit<SessionOptions, 'provider'>,
    Pick<LoadOptions, 'width' | 'batch' | 'spinning' | 'check'> {
  /** In the order in which they are to be asked; at least one. */
  readonly candidates: readonly Provider[];
  readonly runtimeFor: (provider: Provider, threads: number) => Promise<Runtime>;
  /** Hears what the check of an accelerator found, which then refuses nothing. */
  readonly onChecked?: (found: AnswerCheck) => void;
}

/** The input, `[1]`, of a file whose width is chosen with every call. */
const widthInput = 'width';

/** A session with its metadata read and its names resolved once, so that a call adds next to nothing of its own. */
export async function openModel(model: ModelSource, options: OpenOptions): Promise<Model> {
  const { name } = options;
  const metadata = readMetadata(bytesOf(model), name);
  checkWidth(metadata, options.width, name);
  const runner = await startRunner(options.candidates, name, await opener(model, metadata, options));
  try {
    return modelOn(runner, metadata, options);
  } catch (error) {
    await runner.dispose();
    throw error;
  }
}

/** Beside `openModel`, whose closures would otherwise keep the bytes. */
async function opener(model: ModelSource, metadata: ModelMetadata | undefined, options: OpenOptions): Promise<OpenOn> {
  const { name, threads, width = 1, runtimeFor } = options;
  const adjustable = metadata?.adjustable;
  let chosen = model;
  if (adjustable?.by === 'load' && width !== 1) {
    // Few models have a width to choose.
    const { narrowModel } = await import('../model-file/narrow-model.ts');
    chosen = narrowModel(bytesOf(model), adjustable, width, name);
  }
  return async (provider) => {
    const runtime = await runtimeFor(provider, threads);
    const session = await createSession(runtime, chosen, { ...options, provider });
    const reference = options.check === false ? undefined : referenceOf(provider);
    if (!reference) return { runtime, session };
    const { compareWithProcessor } = await import('./compare-with-processor.ts');
    const onProcessor = () => createSession(runtime, chosen, { ...options, provider: reference });
    const checked = await compareWithProcessor(runtime, session, onProcessor);
    if (options.onChecked) options.onChecked(checked);
    else if (checked.answers === 'wrong') {
      await session.release();
      throw new SecateurError('PROVIDER_FAILED', `${name}: this device ${checked.why}. Choose another one.`);
    }
    return { runtime, session, ...(checked.answers === 'unchecked' && { unchecked: checked.why! }) };
  };
}

function bytesOf(model: ModelSource): Uint8Array {
  return model instanceof Uint8Array ? model : model.bytes;
}

function modelOn(runner: Runner, metadata: ModelMetadata | undefined, options: OpenOptions): Model {
  const { name, width = 1, batch } = options;
  const { session } = runner.current;
  /** What a model whose width is an input is fed beside the rows, unless a call says otherwise. */
  const standing: Readonly<Record<string, Feed>> =
    metadata?.adjustable?.by === 'input'
      ? { [widthInput]: { type: 'float32', data: Float32Array.of(width), dims: [1] } }
      : {};
  const all = valuesOf(session.inputMetadata);
  const inputs = all.filter((input) => !Object.hasOwn(standing, input.name));
  const outputs = valuesOf(session.outputMetadata);

  const readable = outputs.filter(({ type }) => type !== undefined).map((output) => output.name);
  const run = async (feeds: Readonly<Record<string, Feed>>, wanted = readable) => {
    runner.begin();
    try {
      checkOutputs(wanted, outputs, name);
      const given = { ...standing, ...feeds };
      checkFeeds(given, all, name);
      return await runner.run(tensorsOf(given, runner.current.runtime, name), wanted);
    } finally {
      runner.end();
    }
  };
  const bareWith = <Kind extends Model['kind'], Predict>(
    kind: Kind,
    { predict, flush }: { readonly predict: Predict; readonly flush: (() => void) | undefined },
  ) => {
    const dispose = () => {
      flush?.();
      return runner.dispose();
    };
    return {
      kind,
      name,
      get provider() {
        return runner.current.provider;
      },
      get tried() {
        return runner.tried;
      },
      inputs,
      outputs,
      predict,
      run,
      dispose,
      [Symbol.asyncDispose]: dispose,
    };
  };

  if (!metadata) {
    const parts = { name, inputs, batch, run, runtime: () => runner.current.runtime };
    return Object.assign(bareWith('other', outputsFrom(parts)), { metadata });
  }
  checkInterface({ name, inputs, outputs }, { metadata, columns: columnCount(metadata.input) });
  const fetches = answerNames(metadata, outputs);
  const own = { name, metadata, input: session.inputNames[0]!, fetches, standing, batch };
  const { task, observationStdDev } = metadata;
  return task.kind === 'classification'
    ? Object.assign(
        bareWith(
          'classification',
          answersFrom(runner, own, (first, all) => classificationsOf(first, all, task.labels)),
        ),
        { metadata },
      )
    : Object.assign(
        bareWith(
          'regression',
          answersFrom(runner, own, (first, all) => regressionsOf(first, all, observationStdDev)),
        ),
        { metadata },
      );
}
