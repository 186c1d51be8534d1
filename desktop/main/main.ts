import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as electron from 'electron';
import { startApp } from './start-app.ts';

/** Entry of the desktop app. */
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

startApp(electron, {
  version,
  pages: pathOf('../pages'),
  preload: pathOf('../preload/preload.cjs'),
  samples: join(process.resourcesPath, 'samples'),
  argv: process.argv,
  folder: process.cwd(),
  platform: process.platform,
}).catch((error: unknown) => {
  electron.dialog.showErrorBox('Secateur cannot start', error instanceof Error ? (error.stack ?? '') : String(error));
  electron.app.exit(1);
});
