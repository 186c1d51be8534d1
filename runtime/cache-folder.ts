import { homedir } from 'node:os';
import { join } from 'node:path';

/** Below the user's folder for what programs can fetch or work out again. */
export function defaultCacheFolder(kind: 'models' | 'compressed'): string {
  const { env, platform } = process;
  const base =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'))
      : platform === 'darwin'
        ? join(homedir(), 'Library', 'Caches')
        : (env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  return join(base, 'secateur', kind);
}
