import type { GenericSchema, InferOutput } from 'valibot';

/**
 * One thing that the pages can ask of the host. Its parameters are checked on arrival against `params`; what it answers,
 * and what it tells while it works, are types only: the host is the side that is trusted.
 */
export interface Operation<Params, Result, Update> {
  readonly params: GenericSchema<unknown, Params>;
  /** Never there: they carry the types. */
  readonly result?: Result;
  readonly update?: Update;
}

/** `operation<Result, Update>()(schema of the parameters)`. */
export function operation<Result, Update = never>() {
  return <Schema extends GenericSchema>(params: Schema): Operation<InferOutput<Schema>, Result, Update> =>
    ({ params }) as Operation<InferOutput<Schema>, Result, Update>;
}

export type Operations = Readonly<Record<string, Operation<unknown, unknown, unknown>>>;

export type ParamsOf<O> = O extends Operation<infer Params, unknown, unknown> ? Params : never;
export type ResultOf<O> = O extends Operation<unknown, infer Result, unknown> ? Result : never;
export type UpdateOf<O> = O extends Operation<unknown, unknown, infer Update> ? Update : never;

export interface CallOptions<Update> {
  readonly signal?: AbortSignal;
  readonly onUpdate?: (update: Update) => void;
}

/** What the pages call: one function for each operation. It rejects with a `SecateurError`, ABORTED by its signal. */
export type ApiOf<All extends Operations> = {
  readonly [Name in keyof All]: (
    params: ParamsOf<All[Name]>,
    options?: CallOptions<UpdateOf<All[Name]>>,
  ) => Promise<ResultOf<All[Name]>>;
};

/** What the host has to offer for the same operations. */
export type HandlersOf<All extends Operations> = {
  readonly [Name in keyof All]: (
    params: ParamsOf<All[Name]>,
    call: { readonly signal: AbortSignal; readonly update: (update: UpdateOf<All[Name]>) => void },
  ) => Promise<ResultOf<All[Name]>>;
};
