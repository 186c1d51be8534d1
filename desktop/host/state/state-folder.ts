import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs keep what they remember for a user: by the customs of the platform, in a folder of our own. */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Secateur');
  if (platform === 'win32') return join(environment['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Secateur');
  return join(environment['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'secateur');
}
