import { SecateurError } from '../../../core/index.ts';
import type { HandlersOf, windowOperations } from '../../shared/index.ts';

/** A page in a browser has no window of ours; Electron puts its own in the place of these. */
export const windowHandlers = (): HandlersOf<typeof windowOperations> => {
  const refuse = async () => {
    throw new SecateurError('UNSUPPORTED', 'The studio has no dialogs of its own. Use those of your browser.');
  };
  return {
    watchCommands: (_params, { signal }) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    chooseSavePath: refuse,
    saveUpload: refuse,
    setTheme: async () => undefined,
  };
};
