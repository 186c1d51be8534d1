import { isSecateurError, messageOf } from '../../core/essentials.ts';
import { lackOfMemory } from './lack-of-memory.ts';
import type { Answered, Asked, Failure, Reply, Request } from './onnx-protocol.ts';

/**
 * The worker's side of the conversation: one request at a time, in the order they came, each with an answer.
 * @param opening what answers; where that cannot be opened, every request is told why
 */
export function answerRequests(
  opening: Promise<(request: Request) => Promise<Reply>>,
  post: (answered: Answered, transfer: ArrayBuffer[]) => void,
): (asked: Asked) => void {
  // Whoever asks gets the reason; unheard, it would end the thread before that.
  opening.catch(() => undefined);
  let queue: Promise<void> = Promise.resolve();
  return ({ id, request }) => {
    queue = queue.then(async () => {
      try {
        const answer = await opening;
        const reply = await answer(request);
        post({ id, reply }, buffersOf(reply));
      } catch (error) {
        post({ id, failure: failureOf(error) }, []);
      }
    });
  };
}

/** A state is large and the worker's answer its own: handed over, it is not copied on the way. */
function buffersOf(reply: Reply): ArrayBuffer[] {
  if (reply.kind !== 'readState') return [];
  return Object.values(reply.state).map(({ data }) => data.buffer as ArrayBuffer);
}

/** An error loses its class on the way. */
function failureOf(error: unknown): Failure {
  const said = withoutSourceLine(messageOf(error));
  const known = isSecateurError(error) ? error : lackOfMemory(said);
  return known
    ? { code: known.code, message: known.message }
    : { code: 'PROVIDER_FAILED', message: `onnxruntime failed: ${said}` };
}

/** onnxruntime puts the C++ line and condition that failed before what it has to say. */
function withoutSourceLine(message: string): string {
  return message.replace(/^.* was false\. /, '').trim();
}
