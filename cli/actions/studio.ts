import { once } from 'node:events';
import { join } from 'node:path';
import { messageOf } from '../../core/index.ts';
import { demoFolder, demoSamples, openBrowser, startStudio } from '../../desktop/studio/index.ts';
import type { Action } from '../action.ts';
import { version } from '../version.ts';

export interface StudioCommandOptions {
  readonly port?: number;
  readonly open: boolean;
}

/** Ends well with Ctrl-C: that is how a studio is meant to end. */
export const studio: Action<StudioCommandOptions> = async (context, files, { port, open }) => {
  const { address, close } = await startStudio({
    files,
    ...(port === undefined ? {} : { port }),
    version: version(),
    samples: demoSamples(join(process.cwd(), demoFolder)),
    onBug: (operation, error) => {
      const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
      context.note(`A bug in Secateur (${operation}). Please report it with these lines: ${stack}`);
    },
  });
  try {
    context.result({ address }, address);
    context.note('The studio runs here until Ctrl-C. The address admits one browser, once.');
    if (open && !(await openBrowser(address))) context.note('No browser could be opened: open the address yourself.');
    if (!context.signal.aborted) await once(context.signal, 'abort');
  } finally {
    await close();
  }
};
