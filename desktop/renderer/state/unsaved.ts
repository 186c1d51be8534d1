import { computed, effect, signal } from '@preact/signals';
import { documents } from './documents.ts';

/** Who says what would be lost with an open document, by its id. */
const trackers = signal<ReadonlyMap<string, () => string | undefined>>(new Map());
effect(() => {
  const open = new Set(documents.value.map(({ document }) => document));
  trackers.value = new Map([...trackers.peek()].filter(([document]) => open.has(document)));
});

const found = computed(() => new Map([...trackers.value].map(([document, unsaved]) => [document, unsaved()])));
const isUnsaved = computed(() => [...found.value.values()].some((words) => words !== undefined));

/** What closing a document would lose; undefined for nothing. */
export function unsavedIn(document: string): string | undefined {
  return found.value.get(document);
}

/**
 * Keeps watch over what would be lost with a document, while it is open.
 * @param unsaved in words, from signals; undefined for nothing
 */
export function trackUnsaved(document: string, unsaved: () => string | undefined): void {
  trackers.value = new Map(trackers.peek()).set(document, unsaved);
}

/** While something would be lost with the page, whoever closes or leaves it is asked by the browser or the desktop program. */
export function guardPage(): () => void {
  const object = (event: BeforeUnloadEvent) => event.preventDefault();
  // A listener that is always there would keep browsers from coming back to a page at once.
  const end = effect(() => {
    if (isUnsaved.value) window.addEventListener('beforeunload', object);
    else window.removeEventListener('beforeunload', object);
  });
  return () => {
    end();
    window.removeEventListener('beforeunload', object);
  };
}
