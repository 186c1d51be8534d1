import { chosenBrowser, findBrowsers, reachableAddresses } from '../../runtime/index.ts';
import type { NamedFinding } from './checks.ts';

/** What `profile --device` can be given beside what runs in Node, and why not the rest. */
export async function findDevices(): Promise<NamedFinding[]> {
  return [await browsers(), remote()];
}

async function browsers(): Promise<NamedFinding> {
  const name = 'profile --device browser';
  const found = [
    ...(chosenBrowser() === undefined ? [] : [`${chosenBrowser()} (SECATEUR_BROWSER)`]),
    ...(await findBrowsers()).map((browser) => `${browser.name} (${browser.path})`),
  ];
  if (found.length > 0) return { name, status: 'ok', what: found.join(', ') };
  return {
    name,
    status: 'missing',
    what: 'no Chrome, Chromium or Edge is found',
    remedy: 'Install one, or set SECATEUR_BROWSER to its program',
  };
}

function remote(): NamedFinding {
  const name = 'profile --remote';
  const [address, ...others] = reachableAddresses();
  if (address !== undefined) {
    const besides = others.length === 0 ? '' : `; --host may also be ${others.join(', ')}`;
    return { name, status: 'ok', what: `phones and boards find this machine at ${address}${besides}` };
  }
  return {
    name,
    status: 'missing',
    what: 'this machine has no address in a network; only what is on a cable finds it',
    remedy: 'Join a network',
  };
}
