import { effect } from '@preact/signals';
import { documents } from './documents.ts';

/** What a view keeps of documents while others are in front; forgotten when the document is closed. */
export function perDocument<T>(): Map<string, T> {
  const kept = new Map<string, T>();
  effect(() => {
    const open = new Set(documents.value.map(({ document }) => document));
    for (const document of kept.keys()) if (!open.has(document)) kept.delete(document);
  });
  return kept;
}
