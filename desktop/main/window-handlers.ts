import type { Host } from '../host/index.ts';
import type { HandlersOf, windowOperations } from '../shared/index.ts';
import type { Theme } from './state-file.ts';
import type { WindowCommands } from './window-commands.ts';

export interface FileDialog<Window> {
  showSaveDialog(
    window: Window,
    options: { defaultPath: string; properties: ('createDirectory' | 'showOverwriteConfirmation')[] },
  ): Promise<{ canceled: boolean; filePath: string }>;
}

export interface WindowServices<Window> {
  readonly window: Window;
  readonly dialog: FileDialog<Window>;
  readonly saved: Pick<Host['saved'], 'save'>;
  readonly commands: WindowCommands;
  readonly setTheme: (theme: Theme) => void;
}

/** The operations that belong to a window: its dialogs, its menu's commands, its theme. */
export function windowHandlers<Window>(services: WindowServices<Window>): HandlersOf<typeof windowOperations> {
  const { window, dialog, commands } = services;
  const choosePath = async (suggestedName: string): Promise<string | undefined> => {
    const answer = await dialog.showSaveDialog(window, {
      defaultPath: suggestedName.replaceAll(/[/\\:]/g, '-'),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    return answer.canceled ? undefined : answer.filePath;
  };
  return {
    watchCommands: (_params, call) => commands.watch(call),
    chooseSavePath: async ({ suggestedName }) => ({ path: await choosePath(suggestedName) }),
    saveUpload: ({ upload, suggestedName }) => services.saved.save(upload, () => choosePath(suggestedName)),
    setTheme: async ({ theme }) => services.setTheme(theme),
  };
}
