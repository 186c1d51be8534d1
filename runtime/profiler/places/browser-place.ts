import { SecateurError } from '../../../core/index.ts';
import { chooseBrowser } from '../../browsers/choose-browser.ts';
import type { BrowserName } from '../../browsers/find-browsers.ts';
import { type RunningBrowser, startBrowser } from '../../browsers/start-browser.ts';
import { startPageServer } from '../../pages/page-server.ts';
import type { FreshProcessOptions } from '../fresh-process.ts';
import type { Place, PlaceRound } from './place.ts';

/**
 * Every round in a browser that was just started, with a profile folder of its own, on a page that only this machine can
 * reach. @param name undefined for any browser that is found. @throws DEPENDENCY_MISSING.
 */
export async function browserPlace(name: BrowserName | undefined, options: FreshProcessOptions): Promise<Place> {
  const program = await chooseBrowser(name);
  const server = await startPageServer('127.0.0.1', 0);
  return {
    run: async (plan, on): Promise<PlaceRound> => {
      let browser: RunningBrowser | undefined;
      const usage = async () => (await browser?.usage()) ?? {};
      const { url, session } = server.openSession({ graceMs: 5000, total: 1, usage });
      browser = await startBrowser(program, url);
      try {
        browser.ended.then((how) => session.leave(`The browser ${how}`));
        const round = await session.run(plan, { ...options, on });
        if (!('gone' in round)) return round;
        const what = `${plan.file ?? 'the empty model'} on ${on} (${program}): ${round.gone}`;
        throw new SecateurError('PROVIDER_FAILED', `${what} Try another browser.`);
      } finally {
        session.end('Measured.');
        await browser[Symbol.asyncDispose]();
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
