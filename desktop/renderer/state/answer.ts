import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../../../core/essentials.ts';

export type Answer<T> =
  | { readonly state: 'waiting' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly message: string };

const waiting = { state: 'waiting' } as const;

/**
 * What the host answers, asked again whenever `key` changes; the question before is aborted then. The last answer
 * stays in place for no other key.
 */
export function useAnswer<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [kept, setKept] = useState<{ readonly key: string; readonly answer: Answer<T> }>();
  useEffect(() => {
    const abort = new AbortController();
    const keep = (answer: Answer<T>) => {
      if (!abort.signal.aborted) setKept({ key, answer });
    };
    ask(abort.signal).then(
      (value) => keep({ state: 'ready', value }),
      (error: unknown) => keep({ state: 'failed', message: messageOf(error) }),
    );
    return () => abort.abort();
  }, [key]);
  return kept?.key === key ? kept.answer : waiting;
}
