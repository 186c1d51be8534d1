import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-common';
import { type ErrorCode, isSecateurError, SecateurError } from '../../core/essentials.ts';
import { libraryMessage } from './library-message.ts';
import { type Provider, providers } from './providers.ts';

/** What onnxruntime-node and onnxruntime-web have in common. */
export interface Runtime {
  readonly create: (model: ModelSource, options: InferenceSession.SessionOptions) => Promise<Session>;
  readonly Tensor: TensorConstructor;
  /** For example `onnxruntime-node 1.30.0`. */
  readonly version: string;
  /** What was asked for and could not be had, where less will do. */
  readonly reduced?: string;
}

/** The bytes of a model, or what its libraries read it from. */
export type ModelSource = Uint8Array | DividedModel;

/** A model that keeps weights in other files, all of them in its own folder. */
export interface DividedModel {
  readonly bytes: Uint8Array;
  readonly path: string;
  /** For libraries that read no files: the others, as the model names them. */
  readFiles(): Promise<readonly { readonly path: string; readonly data: Uint8Array }[]>;
}

/** What is used of onnxruntime's sessions. */
export interface Session
  extends Pick<InferenceSession, 'inputNames' | 'outputNames' | 'inputMetadata' | 'outputMetadata'> {
  /** @param outputs which of them to compute */
  run(feeds: Readonly<Record<string, Tensor>>, outputs: readonly string[]): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

export interface SessionOptions {
  /** Names the model in errors. */
  readonly name: string;
  readonly provider: Provider;
  readonly threads: number;
  /** See `LoadOptions`. */
  readonly spinning?: boolean;
  /** onnxruntime-node only: its profiler runs, and writes to a file whose path begins like this when the session goes. */
  readonly traceFile?: string;
}

/**
 * @throws FORMAT_INVALID (not a model, or a broken one), UNSUPPORTED (an operator or version this runtime does not
 * have), PROVIDER_FAILED (anything else onnxruntime refuses).
 */
export async function createSession(runtime: Runtime, model: ModelSource, options: SessionOptions): Promise<Session> {
  try {
    return await runtime.create(model, {
      executionProviders: [providers[options.provider].executionProvider],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      // Errors are thrown to us, so onnxruntime need not print them as well; warnings about other people's models help
      // nobody who only runs them.
      logSeverityLevel: 4,
      ...(options.traceFile !== undefined && { enableProfiling: true, profileFilePrefix: options.traceFile }),
      // Waiting threads would otherwise keep a core busy between calls.
      ...(!options.spinning && { extra: { session: { 'intra_op.allow_spinning': '0' } } }),
    });
  } catch (error) {
    throw isSecateurError(error) ? error : creationError(options.name, error);
  }
}

function creationError(name: string, error: unknown): SecateurError {
  const message = libraryMessage(error);
  const because = (code: ErrorCode, what: string) => new SecateurError(code, `${name}: ${what}`, { cause: error });
  const operator =
    /No Op registered for (\S+)/.exec(message) ??
    /Could not find an implementation for (\w+)(?:\((\d+)\))?/.exec(message) ??
    /\b(\S+) is not a registered function\/op/.exec(message);
  if (operator) {
    // Models of before opset 7 use old versions of operators that everybody has.
    const version = operator[2] === undefined ? '' : ` of version ${operator[2]}`;
    const what = `this runtime has no operator '${operator[1]}'${version}`;
    return because('UNSUPPORTED', `${what}. Export the model with standard operators, opset 7 or later.`);
  }
  if (
    /protobuf parsing failed|invalid model|(?:Shape|Type\s?)(?:Inference)?Error|INVALID_GRAPH|Duplicate def|size mismatch/i.test(
      message,
    )
  ) {
    return because('FORMAT_INVALID', `not a valid ONNX model (${message}). Export it again.`);
  }
  if (/external data|MountedFiles|preloaded files/i.test(message)) {
    const remedy = 'Load it in Node, or save it as one file.';
    return because('UNSUPPORTED', `keeps weights in another file (${message}). ${remedy}`);
  }
  if (/Failed to get a WebGPU adapter/.test(message)) {
    const what = 'this machine has no adapter for WebGPU. Install its driver, or choose another device.';
    return because('PROVIDER_FAILED', what);
  }
  if (/Unsupported model IR version|support for models stamped/.test(message)) {
    const what = `the file's format is newer than this runtime reads (${message}). Update onnxruntime.`;
    return because('UNSUPPORTED', what);
  }
  return because('PROVIDER_FAILED', `onnxruntime cannot load this model (${message}).`);
}

/** @throws ARGUMENT_INVALID. */
export function checkThreads(threads: number): void {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 1024) return;
  throw new SecateurError('ARGUMENT_INVALID', `threads must be a whole number from 1 to 1024, but is ${threads}.`);
}
