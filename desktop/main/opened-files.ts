import { resolve } from 'node:path';

export interface OpenedFilesApp {
  requestSingleInstanceLock(data: { files: string[] }): boolean;
  on(
    event: 'second-instance',
    listener: (event: unknown, argv: string[], folder: string, data: unknown) => void,
  ): unknown;
  on(event: 'open-file', listener: (event: { preventDefault(): void }, path: string) => void): unknown;
}

/** The files that a command line names: what is no option, as seen from `folder`. `own`: how many words are the program's. */
export function filesNamed(argv: readonly string[], own: number, folder: string): string[] {
  return argv
    .slice(own)
    .filter((word) => word !== '' && !word.startsWith('-'))
    .map((word) => resolve(folder, word));
}

/**
 * Files that the system or a second start of the program asks to open. One program runs for each user: a second start hands
 * its files to the first, and false says that this is a second one and must end. `open` may be called before the app is ready
 * (macOS); without files it asks for a window to come to the front.
 */
export function setupOpenedFiles(
  app: OpenedFilesApp,
  named: readonly string[],
  open: (files: readonly string[]) => void,
): boolean {
  if (!app.requestSingleInstanceLock({ files: [...named] })) return false;
  app.on('second-instance', (_event, _argv, _folder, data) => open(filesOf(data)));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });
  return true;
}

/** Another process of this user sent it: most likely ours, but that is no guarantee. */
function filesOf(data: unknown): string[] {
  if (typeof data !== 'object' || data === null || !('files' in data) || !Array.isArray(data.files)) return [];
  return data.files.filter((file): file is string => typeof file === 'string' && file.length <= 4096).slice(0, 100);
}
