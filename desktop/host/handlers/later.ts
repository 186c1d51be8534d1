import type { HandlersOf, Operations } from '../../shared/index.ts';

type Handler = (params: unknown, call: unknown) => Promise<unknown>;

/** Handlers of some operations that are loaded when one of them is first called. */
export function later<All extends Operations>(operations: All, load: () => Promise<HandlersOf<All>>): HandlersOf<All> {
  let loading: Promise<HandlersOf<All>> | undefined;
  const handlerOf =
    (name: string): Handler =>
    async (params, call) => {
      loading ??= load();
      const handlers = (await loading) as unknown as Readonly<Record<string, Handler>>;
      return handlers[name]!(params, call);
    };
  const entries = Object.keys(operations).map((name) => [name, handlerOf(name)] as const);
  return Object.fromEntries(entries) as unknown as HandlersOf<All>;
}
