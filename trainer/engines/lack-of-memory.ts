import { messageOf, SecateurError } from '../../core/essentials.ts';

/** What JavaScript, onnxruntime and its C++ say when memory cannot be had. */
const saidOfLack = /Array buffer allocation failed|could not allocate memory|Failed to allocate memory.*|bad_alloc/;

/** @returns MEMORY_INSUFFICIENT where it is memory that could not be had; undefined for any other error */
export function lackOfMemory(error: unknown): SecateurError | undefined {
  const said = saidOfLack.exec(messageOf(error));
  if (!said) return undefined;
  const what = `Training ran out of memory (${said[0]}).`;
  return new SecateurError('MEMORY_INSUFFICIENT', `${what} Choose a smaller network or batch, or free some memory.`, {
    cause: error,
  });
}
