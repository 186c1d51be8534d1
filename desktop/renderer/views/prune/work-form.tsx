import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { messageOf } from '../../../../core/essentials.ts';
import { Button } from '../../parts/button.tsx';
import { strings } from '../../strings.ts';

const words = strings.prune;

interface WorkFormProps {
  readonly work: ReturnType<typeof useWork>;
  /** Said while it is under way. */
  readonly waiting: string;
  /** Nothing to apply. */
  readonly isOff: boolean;
  readonly onApply: () => void;
  readonly children: ComponentChildren;
}

/** Fields with a button that applies them, and calls it off while that is under way. */
export function WorkForm({ work: { stop }, waiting, isOff, onApply, children }: WorkFormProps) {
  return (
    <form
      class="with-button"
      onSubmit={(event) => {
        event.preventDefault();
        onApply();
      }}
    >
      {children}
      {stop ? (
        <Button onClick={stop}>{words.cancel}</Button>
      ) : (
        <Button onClick={onApply} disabled={isOff}>
          {words.apply}
        </Button>
      )}
      {stop && (
        <p class="waiting" role="status">
          {waiting}
        </p>
      )}
    </form>
  );
}

/** Work that takes a while, can be called off, and says why it failed. */
export function useWork() {
  const [abort, setAbort] = useState<AbortController>();
  return {
    /** Calls it off; undefined while nothing is under way. */
    stop: abort && (() => abort.abort()),
    run: async (work: (signal: AbortSignal) => Promise<string | undefined>): Promise<string | undefined> => {
      const next = new AbortController();
      setAbort(next);
      try {
        return await work(next.signal);
      } catch (error) {
        return next.signal.aborted ? undefined : messageOf(error);
      } finally {
        setAbort(undefined);
      }
    },
  };
}
