import { signal } from '@preact/signals';

/** Which of the shell's own dialogs is shown. */
export const dialog = signal<'open' | 'help' | undefined>(undefined);

export function closeDialog(): void {
  dialog.value = undefined;
}
