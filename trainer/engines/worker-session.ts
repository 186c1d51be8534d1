import { SecateurError, type Tensor } from '../../core/index.ts';
import type { EngineSession } from './engine.ts';
import type { Answered, Asked, Reply, Request, SetUp } from './onnx-protocol.ts';

/** A worker that answers requests, whatever the platform calls it. */
export interface WorkerPort {
  post(asked: Asked, transfer: ArrayBuffer[]): void;
  /** Called once, before anything is posted. */
  listen(onAnswer: (answered: Answered) => void, onFailure: (why: string, cause?: unknown) => void): void;
  end(): Promise<unknown> | undefined;
}

/** The session that a worker keeps. @throws whatever keeps the worker from opening it, once the worker has ended */
export async function openSession(
  port: WorkerPort,
  { separate }: Pick<SetUp, 'separate'>,
  initial: Readonly<Record<string, Tensor>>,
): Promise<EngineSession> {
  const send = requester(port);
  const all = Object.keys(initial);
  const buffers = Object.values(initial).map(({ data }) => data.buffer as ArrayBuffer);
  await send({ kind: 'begin', state: initial }, buffers).catch(async (error) => {
    await port.end();
    throw error;
  });
  return {
    ...(separate && { enoughFeedBytes: separate.enoughFeedBytes }),
    advance: async (steps, feeds) => {
      const buffers = Object.values(feeds).map((values) => values.buffer as ArrayBuffer);
      return (await send({ kind: 'advance', steps, feeds }, buffers)).values;
    },
    evaluate: async (feeds) => (await send({ kind: 'evaluate', feeds }, [])).values,
    readState: async (names = all) => (await send({ kind: 'readState', names }, [])).state,
    close: async () => {
      await port.end();
    },
  };
}

type ReplyTo<K extends Request['kind']> = Extract<Reply, { readonly kind: K }>;

/** Pairs every request with its reply; a worker that dies fails what is waiting and what comes after. */
function requester(port: WorkerPort) {
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: unknown) => void }>();
  let count = 0;
  let failure: SecateurError | undefined;
  const onAnswer = (answered: Answered) => {
    const request = waiting.get(answered.id);
    waiting.delete(answered.id);
    if ('reply' in answered) request?.resolve(answered.reply);
    else request?.reject(new SecateurError(answered.failure.code, answered.failure.message));
  };
  port.listen(onAnswer, (why, cause) => {
    failure ??= new SecateurError('PROVIDER_FAILED', `The training engine stopped: ${why}`, { cause });
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  });
  return <K extends Request['kind']>(request: Extract<Request, { kind: K }>, transfer: ArrayBuffer[]) =>
    new Promise<ReplyTo<K>>((resolve, reject) => {
      if (failure) {
        reject(failure);
        return;
      }
      const id = count++;
      waiting.set(id, { resolve: resolve as (reply: Reply) => void, reject });
      port.post({ id, request }, transfer);
    });
}
