import { SecateurError } from '../../core/index.ts';
import { type BrowserName, findBrowsers } from './find-browsers.ts';

/**
 * Names the program to start, where it is not found or should be another: for example a beta version.
 * `SECATEUR_BROWSER_ARGS` adds options, separated by spaces.
 */
const programVariable = 'SECATEUR_BROWSER';

/** @param name undefined for any. @throws DEPENDENCY_MISSING. */
export async function chooseBrowser(name: BrowserName | undefined): Promise<string> {
  const named = process.env[programVariable];
  if (name === undefined && named) return named;
  const found = await findBrowsers();
  const chosen = found.find((browser) => name === undefined || browser.name === name);
  if (chosen) return chosen.path;
  const there = found.length === 0 ? '' : ` Found: ${found.map((browser) => browser.name).join(', ')}.`;
  throw new SecateurError(
    'DEPENDENCY_MISSING',
    `No ${name ?? 'Chrome, Chromium or Edge'} is found on this machine.${there} Install one, or set ${programVariable} to its program and measure on 'browser'.`,
  );
}
