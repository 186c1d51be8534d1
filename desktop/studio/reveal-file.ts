import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SecateurError } from '../../core/index.ts';

const patienceMs = 2000;

/**
 * What shows a file in the file manager of whoever started the studio; undefined where nobody would see it: without a screen,
 * or started from another machine.
 */
export function fileManager(
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): ((path: string) => Promise<void>) | undefined {
  if (environment['SSH_CONNECTION']) return undefined;
  if (platform !== 'darwin' && platform !== 'win32' && !environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) {
    return undefined;
  }
  return async (path) => {
    const [command, ...args] = await commandFor(path, platform);
    await begun(command, args, path, environment, platform !== 'win32');
  };
}

/**
 * The folder is what is opened: a file itself could be a program. On macOS a folder can be one too, so that the path is
 * only pointed at. No shell reads any of it.
 */
async function commandFor(path: string, platform: NodeJS.Platform): Promise<readonly [string, ...string[]]> {
  if (platform === 'darwin') return ['open', '-R', path];
  const folder = (await stat(path)).isDirectory() ? path : dirname(path);
  return [platform === 'win32' ? 'explorer.exe' : 'xdg-open', folder];
}

/** Some stay as long as their window; one that ends at once, and badly, showed nothing. That of Windows always ends badly. */
function begun(
  command: string,
  args: readonly string[],
  path: string,
  environment: NodeJS.ProcessEnv,
  isTold: boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause?: unknown) =>
      reject(
        new SecateurError('UNSUPPORTED', `${path}: no file manager shows it (${command}). Go there by hand.`, {
          cause,
        }),
      );
    const child = spawn(command, args, { stdio: 'ignore', detached: true, env: environment });
    child.once('error', fail);
    child.once('exit', (code) => (code === 0 || !isTold ? resolve() : fail()));
    setTimeout(resolve, patienceMs).unref();
    child.unref();
  });
}
