import { askToClose } from '../state/closing.ts';
import { bringToFront, current, documents, hostState } from '../state/documents.ts';
import { goTo } from '../state/navigation.ts';
import { reveal } from '../state/reveal.ts';
import { nextTheme } from '../state/theme.ts';
import { strings } from '../strings.ts';
import { views } from '../views/views.ts';
import { dialog } from './dialogs.ts';

export interface Shortcut {
  /** As `KeyboardEvent.key`. */
  readonly key: string;
  readonly does: string;
  readonly run: () => void;
}

/** Single keys, so that none takes one away from the browser; they rest while something is typed. */
export const shortcuts: readonly Shortcut[] = [
  ...views.map(({ name, title }, at) => ({
    key: String(at + 1),
    does: strings.shortcuts.view(title),
    run: () => goTo(name),
  })),
  { key: 'o', does: strings.shortcuts.open, run: () => show('open') },
  { key: '[', does: strings.shortcuts.previousDocument, run: () => step(-1) },
  { key: ']', does: strings.shortcuts.nextDocument, run: () => step(1) },
  { key: 'x', does: strings.shortcuts.close, run: () => current.value && askToClose(current.value) },
  { key: 'f', does: strings.shortcuts.reveal, run: revealCurrent },
  { key: 't', does: strings.shortcuts.theme, run: nextTheme },
  { key: '?', does: strings.shortcuts.help, run: () => show('help') },
];

/** Returns what ends it. */
export function listenForShortcuts(): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    const found = shortcuts.find(({ key }) => key === event.key);
    if (!found) return;
    event.preventDefault();
    found.run();
  };
  document.addEventListener('keydown', listen);
  return () => document.removeEventListener('keydown', listen);
}

function show(name: 'open' | 'help'): void {
  dialog.value = name;
}

function revealCurrent(): void {
  const { document, path } = current.value ?? {};
  if (document !== undefined && path !== undefined && hostState.value?.canReveal) void reveal({ document });
}

function step(by: number): void {
  const all = documents.value;
  if (all.length === 0) return;
  const at = all.findIndex(({ document }) => document === current.value?.document);
  bringToFront(all[(at + by + all.length) % all.length]!.document);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName);
}
