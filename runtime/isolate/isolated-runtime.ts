import { Tensor } from 'onnxruntime-common';
import type { Aborts } from '../model/abortable.ts';
import type { Provider } from '../model/providers.ts';
import type { Runtime } from '../model/session.ts';
import { isolatedSession } from './isolated-session.ts';
import { type StartProcess, startProcess } from './spawn.ts';

export interface IsolateOptions {
  /** Starts the process of a model; by default a child process of Node or, in Electron, a utility process. */
  readonly start?: StartProcess;
}

/** As `runtimeFor`, but every session is in a process of its own, and no library is loaded in this one. */
export function isolatedRuntimeFor({ start = startProcess }: IsolateOptions, signal: Aborts | undefined) {
  return async (provider: Provider, threads: number): Promise<Runtime> => ({
    create: (source, options) => {
      const model = source instanceof Uint8Array ? source : source.path;
      return isolatedSession({ kind: 'create', provider, threads, model, options }, start, signal);
    },
    Tensor,
    version: 'onnxruntime in another process',
  });
}
