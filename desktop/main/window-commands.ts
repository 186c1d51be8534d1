import { SecateurError } from '../../core/index.ts';
import type { WindowCommand } from '../shared/index.ts';

/** Commands for the page of one window: those that come before it listens wait for it. */
export function windowCommands() {
  let waiting: WindowCommand[] = [];
  let deliver: ((command: WindowCommand) => void) | undefined;
  return {
    push(command: WindowCommand): void {
      if (deliver) deliver(command);
      else waiting.push(command);
    },
    /** Rejects with ABORTED when the page is done with it; the one that asked last gets them. */
    watch({ signal, update }: { readonly signal: AbortSignal; readonly update: (command: WindowCommand) => void }) {
      deliver = update;
      const early = waiting;
      waiting = [];
      early.forEach(update);
      return new Promise<never>((_, reject) => {
        const stop = () => {
          if (deliver === update) deliver = undefined;
          reject(new SecateurError('ABORTED', 'Cancelled.'));
        };
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
      });
    },
  };
}

export type WindowCommands = ReturnType<typeof windowCommands>;
