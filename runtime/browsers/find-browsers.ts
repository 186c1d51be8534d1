import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Browsers that can be driven from a command line. */
export type BrowserName = 'chrome' | 'chromium' | 'edge';

export interface FoundBrowser {
  readonly name: BrowserName;
  readonly path: string;
}

/** What a machine's browsers are found by; replaceable for tests. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly canRun: (path: string) => Promise<boolean>;
}

const thisMachine: Surroundings = {
  platform: process.platform,
  env: process.env,
  home: homedir(),
  canRun: (path) =>
    access(path, constants.X_OK).then(
      () => true,
      () => false,
    ),
};

const commands: Readonly<Record<BrowserName, readonly string[]>> = {
  chrome: ['google-chrome', 'google-chrome-stable'],
  chromium: ['chromium', 'chromium-browser'],
  edge: ['microsoft-edge', 'microsoft-edge-stable'],
};

const macApplications: Readonly<Record<BrowserName, string>> = {
  chrome: 'Google Chrome',
  chromium: 'Chromium',
  edge: 'Microsoft Edge',
};

const windowsPrograms: Readonly<Record<BrowserName, string>> = {
  chrome: 'Google\\Chrome\\Application\\chrome.exe',
  chromium: 'Chromium\\Application\\chrome.exe',
  edge: 'Microsoft\\Edge\\Application\\msedge.exe',
};

export const browserNames: readonly BrowserName[] = ['chrome', 'chromium', 'edge'];

/** The browsers of this machine, each where it is found first, in the order in which they are preferred. */
export async function findBrowsers(surroundings: Surroundings = thisMachine): Promise<FoundBrowser[]> {
  const found: FoundBrowser[] = [];
  for (const name of browserNames) {
    for (const path of candidates(name, surroundings)) {
      if (!(await surroundings.canRun(path))) continue;
      found.push({ name, path });
      break;
    }
  }
  return found;
}

function candidates(name: BrowserName, { platform, env, home }: Surroundings): string[] {
  if (platform === 'darwin') {
    const application = macApplications[name];
    return ['/Applications', join(home, 'Applications')].map((folder) =>
      join(folder, `${application}.app`, 'Contents', 'MacOS', application),
    );
  }
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    return folders.flatMap((folder) => (folder === undefined ? [] : [`${folder}\\${windowsPrograms[name]}`]));
  }
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin'].filter((folder) => folder !== '');
  return folders.flatMap((folder) => commands[name].map((command) => join(folder, command)));
}
