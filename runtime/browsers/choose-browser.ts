import { SecateurError } from '../../core/index.ts';
import { type BrowserName, findBrowsers, type Surroundings } from './find-browsers.ts';

const programVariable = 'SECATEUR_BROWSER';

/** The program that the environment names for `browser`, where none is found or it should be another. */
export function chosenBrowser(): string | undefined {
  return process.env[programVariable] || undefined;
}

/** @param name undefined for any. @throws DEPENDENCY_MISSING. */
export async function chooseBrowser(name: BrowserName | undefined, surroundings?: Surroundings): Promise<string> {
  const named = chosenBrowser();
  if (name === undefined && named !== undefined) return named;
  const found = await findBrowsers(surroundings);
  const chosen = found.find((browser) => name === undefined || browser.name === name);
  if (chosen) return chosen.path;
  const there = found.length === 0 ? '' : ` Found: ${found.map((browser) => browser.name).join(', ')}.`;
  throw new SecateurError(
    'DEPENDENCY_MISSING',
    `No ${name ?? 'Chrome, Chromium or Edge'} is found on this machine.${there} Install one, or set ${programVariable} to its program and measure on 'browser'.`,
  );
}
