export interface UnloadingContents {
  on(event: 'will-prevent-unload', listener: (event: { preventDefault(): void }) => void): unknown;
}

export interface QuestionOptions {
  type: 'question';
  message: string;
  detail: string;
  buttons: string[];
  defaultId: number;
  cancelId: number;
}

export interface UnsavedDialog<Window> {
  showMessageBoxSync(window: Window, options: QuestionOptions): number;
}

/**
 * A page with unsaved changes objects to being closed (`beforeunload`), in the studio as here; a browser asks its user by
 * itself, Electron leaves it to the program.
 */
export function setupUnsavedChanges<Window extends { readonly webContents: UnloadingContents }>(
  window: Window,
  dialog: UnsavedDialog<Window>,
  onKept: () => void,
): void {
  window.webContents.on('will-prevent-unload', (event) => {
    const answer = dialog.showMessageBoxSync(window, {
      type: 'question',
      message: 'There are changes that were not saved.',
      detail: 'They are lost when the window closes or is loaded again.',
      buttons: ['Keep the Window', 'Discard the Changes'],
      defaultId: 0,
      cancelId: 0,
    });
    // Here it means: do close.
    if (answer === 1) event.preventDefault();
    else onKept();
  });
}
