import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's folder for what programs can fetch again. */
export function defaultCacheFolder(): string {
  const { env, platform } = process;
  const base =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'))
      : platform === 'darwin'
        ? join(homedir(), 'Library', 'Caches')
        : (env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  return join(base, 'secateur', 'models');
}
