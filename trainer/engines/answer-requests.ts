import { isSecateurError, messageOf } from '../../core/essentials.ts';
import type { Answered, Asked, Failure, Reply, Request } from './onnx-protocol.ts';

/**
 * The worker's side of the conversation: one request at a time, in the order they came, each with an answer.
 * @param opening what answers; where that cannot be opened, every request is told why
 */
export function answerRequests(
  opening: Promise<(request: Request) => Promise<Reply>>,
  post: (answered: Answered) => void,
): (asked: Asked) => void {
  // Whoever asks gets the reason; unheard, it would end the thread before that.
  opening.catch(() => undefined);
  let queue: Promise<void> = Promise.resolve();
  return ({ id, request }) => {
    queue = queue.then(async () => {
      try {
        const answer = await opening;
        post({ id, reply: await answer(request) });
      } catch (error) {
        post({ id, failure: failureOf(error) });
      }
    });
  };
}

/** An error loses its class on the way. */
function failureOf(error: unknown): Failure {
  if (isSecateurError(error)) return { code: error.code, message: error.message };
  return { code: 'PROVIDER_FAILED', message: `onnxruntime failed: ${withoutSourceLine(messageOf(error))}` };
}

/** onnxruntime puts the C++ line and condition that failed before what it has to say. */
function withoutSourceLine(message: string): string {
  return message.replace(/^.* was false\. /, '').trim();
}
