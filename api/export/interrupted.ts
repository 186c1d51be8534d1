import { isSecateurError, SecateurError } from '../../core/index.ts';

/** What to throw in place of an error of training that comes before anything is written. */
export function interrupted(error: unknown): unknown {
  if (!isSecateurError(error) || error.code !== 'ABORTED') return error;
  return new SecateurError('ABORTED', 'interrupted; nothing was written.', { cause: error });
}
