import { isSecateurError, messageOf } from '../../core/index.ts';
import type { Runtime, Session } from '../model/session.ts';
import { partsOf, tensorsFrom } from '../model/tensor-parts.ts';
import { readModelSource } from '../model-source.ts';
import { runtimeFor } from '../node-runtime.ts';
import type { CreateMessage, FromChild, RunMessage, ToChild } from './messages.ts';

/** Entry of the process that holds the session of one model. Under Node and in Electron's utility process alike. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}
const electronPort = (process as { parentPort?: ParentPort }).parentPort;

let runtime: Runtime;
let session: Session;

async function create({ provider, threads, model, options }: CreateMessage): Promise<FromChild> {
  runtime = await runtimeFor(provider, threads);
  session = await runtime.create(typeof model === 'string' ? await readModelSource(model) : model, options);
  const { inputNames, outputNames, inputMetadata, outputMetadata } = session;
  return { kind: 'created', interface: { inputNames, outputNames, inputMetadata, outputMetadata } };
}

async function run({ feeds, outputs }: RunMessage): Promise<FromChild> {
  return { kind: 'results', results: partsOf(await session.run(tensorsFrom(feeds, runtime.Tensor), outputs)) };
}

const answer = (message: ToChild): Promise<FromChild> =>
  (message.kind === 'create' ? create(message) : run(message)).catch((error: unknown) => ({
    kind: 'failed',
    message: messageOf(error),
    code: isSecateurError(error) ? error.code : undefined,
  }));

/** One after the other: when this process dies, it was the first unanswered call that it died of. */
let last: Promise<unknown> = Promise.resolve();
const receive = (message: ToChild) => {
  last = last.then(async () => {
    const reply = await answer(message);
    if (electronPort) electronPort.postMessage(reply);
    else process.send?.(reply);
  });
};

if (electronPort) electronPort.on('message', ({ data }) => receive(data as ToChild));
else {
  process.on('message', (message) => receive(message as ToChild));
  // Whoever started it is gone, or wants no more of it.
  process.once('disconnect', () => process.exit());
}
