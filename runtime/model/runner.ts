import type { Tensor } from 'onnxruntime-common';
import { SecateurError } from '../../core/essentials.ts';
import type { Tried } from './contract.ts';
import { libraryMessage } from './library-message.ts';
import { type Placed, place } from './placement.ts';
import type { Provider } from './providers.ts';
import { tensorsFrom } from './tensor-parts.ts';

type Tensors = Readonly<Record<string, Tensor>>;

/** The session of a model through its life: on the provider that took it, or on the next one, until it is disposed. */
export interface Runner {
  readonly current: Placed;
  readonly tried: readonly Tried[];
  /** Before every call: where it runs. @throws ARGUMENT_INVALID once disposed. */
  begin(): Placed;
  /** After every call that began. */
  end(): void;
  /**
   * Where the first call fails, results come from the next provider that answers, to which the model then moves; after the
   * first answer no other provider is asked any more.
   * @param feeds tensors of the current runtime
   * @throws PROVIDER_FAILED
   */
  run(feeds: Tensors, outputs: readonly string[]): Promise<Tensors>;
  /** What `run` is made of, for who cannot afford to wait for one promise more: `end` of a call that was answered, */
  answered(): void;
  /** and the results of one that was not, from elsewhere. */
  recover(failed: Placed, error: unknown, feeds: Tensors, outputs: readonly string[]): Promise<Tensors>;
  /** Waits for the calls that have begun. */
  dispose(): Promise<void>;
}

export type OpenOn = (provider: Provider) => Promise<Omit<Placed, 'provider'>>;

/** @param candidates at least one. @throws as `place` */
export async function startRunner(candidates: readonly Provider[], name: string, openOn: OpenOn): Promise<Runner> {
  let placement = { tried: [] as Tried[], left: [...candidates] };
  let current = await place(placement, name, openOn);
  /** As long as it is kept, so are the bytes of the model. */
  let openNext = placement.left.length > 0 ? openOn : undefined;
  let calls = 0;
  let whenIdle: (() => void) | undefined;
  let disposal: Promise<void> | undefined;
  /** One at a time: several calls may fail together. */
  let recovery: Promise<unknown> = Promise.resolve();

  const end = () => {
    if (--calls === 0) whenIdle?.();
  };
  const recover: Runner['recover'] = (failed, error, feeds, outputs) => {
    const results = recovery.then(() => moveOn(failed, error, feeds, outputs));
    recovery = results.catch(() => undefined);
    return results;
  };
  const runError = ({ provider }: Placed, error: unknown) => {
    const what = `${name}: the model failed on ${provider} (${libraryMessage(error)}). Check the shapes of what it was given, or try another device.`;
    return new SecateurError('PROVIDER_FAILED', what, { cause: error });
  };
  const moveOn = async (failed: Placed, error: unknown, feeds: Tensors, outputs: readonly string[]) => {
    if (failed !== current) {
      const placed = current;
      return runOn(placed, feeds, outputs).catch((other: unknown) => {
        throw runError(placed, other);
      });
    }
    const failure = runError(failed, error);
    const attempt = { tried: refusedLast(placement.tried, failure), left: [...placement.left] };
    for (;;) {
      const placed =
        openNext && attempt.left.length > 0 && (await place(attempt, name, openNext).catch(() => undefined));
      // Where all fail it is the call that is wrong, or the model: nothing speaks against the first provider.
      if (!placed) throw failure;
      try {
        const results = await runOn(placed, feeds, outputs);
        placement = attempt;
        current = placed;
        openNext = undefined;
        await releaseFailed(failed);
        return results;
      } catch (other) {
        attempt.tried = refusedLast(attempt.tried, runError(placed, other));
        await releaseFailed(placed);
      }
    }
  };
  return {
    get current() {
      return current;
    },
    get tried() {
      return placement.tried;
    },
    begin: () => {
      if (disposal) throw new SecateurError('ARGUMENT_INVALID', `${name}: the model was disposed. Load it again.`);
      calls++;
      return current;
    },
    end,
    run: async (feeds, outputs) => {
      const placed = current;
      try {
        const results = await placed.session.run(feeds, outputs);
        openNext = undefined;
        return results;
      } catch (error) {
        return recover(placed, error, feeds, outputs);
      }
    },
    answered: () => {
      openNext = undefined;
      end();
    },
    recover,
    dispose: () => {
      disposal ??= (async () => {
        if (calls > 0)
          await new Promise<void>((resolve) => {
            whenIdle = resolve;
          });
        await current.session.release();
      })();
      return disposal;
    },
  };
}

/** A device that was lost may refuse even this, which is no reason to refuse the call. */
async function releaseFailed({ session }: Placed): Promise<void> {
  await session.release().catch(() => undefined);
}

function refusedLast(tried: readonly Tried[], { code, message }: SecateurError): Tried[] {
  const { provider } = tried.at(-1)!;
  return [...tried.slice(0, -1), { provider, refused: { code, message } }];
}

async function runOn({ session, runtime }: Placed, feeds: Tensors, outputs: readonly string[]): Promise<Tensors> {
  return session.run(tensorsFrom(feeds, runtime.Tensor), outputs);
}
