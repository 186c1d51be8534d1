interface Gone {
  readonly reason: string;
  readonly exitCode: number;
}

interface Contents {
  isDestroyed(): boolean;
  reload(): void;
}

export interface CrashApp {
  on(event: 'render-process-gone', listener: (event: unknown, contents: Contents, details: Gone) => void): unknown;
  on(
    event: 'child-process-gone',
    listener: (event: unknown, details: Gone & { readonly type: string }) => void,
  ): unknown;
  quit(): void;
}

export interface CrashDialog {
  showMessageBox(options: {
    type: 'error';
    message: string;
    detail: string;
    buttons: string[];
    defaultId: number;
    noLink: boolean;
  }): Promise<{ response: number }>;
}

export interface TextClipboard {
  writeText(text: string): void;
}

export interface CrashServices {
  readonly app: CrashApp;
  readonly dialog: CrashDialog;
  readonly clipboard: TextClipboard;
  /** Versions and platform, for whoever reads the report. */
  readonly about: string;
}

/** What one of several endings means that is nobody's fault. */
const isOrderly = ({ reason }: Gone) => reason === 'clean-exit' || reason === 'killed';

/**
 * Tells of what crashed, in words that can be copied. A page that is gone is loaded again if the user likes; its documents and
 * jobs live in the host and are still there. Helper processes are started anew by Chromium or by the job that needs them, so
 * they are only remembered for the report.
 */
export function setupCrashReports({ app, dialog, clipboard, about }: CrashServices) {
  const remembered: string[] = [];
  const report = (what: string) => [what, about, ...remembered].join('\n');

  app.on('child-process-gone', (_event, details) => {
    if (!isOrderly(details)) remembered.push(`${details.type} process: ${details.reason} (${details.exitCode})`);
  });
  app.on('render-process-gone', (_event, contents, details) => {
    if (details.reason === 'clean-exit') return;
    const what = `The page of a window ended: ${details.reason} (${details.exitCode}).`;
    void ask(what, 'Your files and what runs in the background are not touched.', ['Load It Again', 'Leave It']).then(
      (answer) => {
        if (answer === 0 && !contents.isDestroyed()) contents.reload();
      },
    );
  });

  /** Which of `buttons` was chosen; one more copies the report and asks again. */
  async function ask(what: string, remedy: string, buttons: string[]): Promise<number> {
    for (;;) {
      const { response } = await dialog.showMessageBox({
        type: 'error',
        message: what,
        detail: `${remedy}\n\n${report(what)}`,
        buttons: [...buttons, 'Copy Details'],
        defaultId: 0,
        noLink: true,
      });
      if (response !== buttons.length) return response;
      clipboard.writeText(report(what));
    }
  }

  return {
    copyDetails: () => clipboard.writeText(report('Secateur')),
    /** For what nobody caught in the main process. */
    bug: async (error: unknown): Promise<void> => {
      const what = `A bug in Secateur: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      if ((await ask(what, 'You can go on, at some risk, or quit and start again.', ['Go On', 'Quit'])) === 1)
        app.quit();
    },
  };
}
