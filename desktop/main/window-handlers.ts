import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { SecateurError } from '../../core/index.ts';
import type { HandlersOf, windowOperations } from '../shared/index.ts';
import type { Theme } from './state-file.ts';
import type { WindowCommands } from './window-commands.ts';

export interface FileDialog<Window> {
  showSaveDialog(
    window: Window,
    options: { defaultPath: string; properties: ('createDirectory' | 'showOverwriteConfirmation')[] },
  ): Promise<{ canceled: boolean; filePath: string }>;
}

export interface FileShell {
  showItemInFolder(path: string): void;
}

export interface WindowServices<Window> {
  readonly window: Window;
  readonly dialog: FileDialog<Window>;
  readonly shell: FileShell;
  readonly commands: WindowCommands;
  readonly setTheme: (theme: Theme) => void;
}

/** The operations that belong to a window: its dialogs, its menu's commands, its theme. */
export function windowHandlers<Window>(services: WindowServices<Window>): HandlersOf<typeof windowOperations> {
  const { window, dialog, shell, commands } = services;
  return {
    watchCommands: (_params, call) => commands.watch(call),
    chooseSavePath: async ({ suggestedName }) => {
      const answer = await dialog.showSaveDialog(window, {
        defaultPath: suggestedName.replaceAll(/[/\\:]/g, '-'),
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      return { path: answer.canceled ? undefined : answer.filePath };
    },
    revealFile: async ({ path }) => {
      if (!isAbsolute(path) || !(await stat(path).catch(() => undefined))) {
        throw new SecateurError('FILE_NOT_FOUND', `${path}: there is no such file any more; it may have been moved.`);
      }
      shell.showItemInFolder(path);
    },
    setTheme: async ({ theme }) => services.setTheme(theme),
  };
}
