import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { makeTemporaryFolder } from '../../files/index.ts';
import type { Usage } from '../profiler/round/page-messages.ts';
import { treeUsage } from './tree-usage.ts';

export interface RunningBrowser extends AsyncDisposable {
  /** How it ended, when it does so by itself. */
  readonly ended: Promise<string>;
  /** Figures of all its processes, as far as the system tells. */
  usage(): Promise<Usage>;
}

/** Nothing that opens windows, asks, remembers, slows down or talks to the network on its own. */
const quietly = [
  '--headless=new',
  // A browser whose pipe breaks ends: also where we were killed and could not end it.
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  // Figures of memory are taken once what was thrown away is swept up.
  '--js-flags=--expose-gc',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--no-pings',
  '--password-store=basic',
  '--use-mock-keychain',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

/** Where browsers still hide WebGPU behind a switch (Linux). */
const withWebGpu = ['--enable-unsafe-webgpu', '--enable-features=Vulkan'];

/** Starts a browser, with the options of `SECATEUR_BROWSER_ARGS` added (separated by spaces), and with a profile folder of its own, which goes when it does. */
export async function startBrowser(program: string, url: string): Promise<RunningBrowser> {
  const profile = await makeTemporaryFolder('browser');
  const given = process.env['SECATEUR_BROWSER_ARGS']?.split(' ').filter((argument) => argument !== '') ?? [];
  // Browsers refuse to start their sandbox for root, as in containers; they only load our own page.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const options = [...quietly, ...withWebGpu, ...asRoot, ...given, `--user-data-dir=${profile}`];
  const browser = spawn(program, [...options, url], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...temporaryFilesIn(profile) },
  });
  let stderr = '';
  browser.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-500);
  });
  const ended = new Promise<string>((resolve) => {
    browser.once('error', (error) => resolve(`could not be started: ${error.message}.`));
    browser.once('close', (code, killedBy) => {
      const said = stderr.trim() === '' ? '' : ` Its last words: ${stderr.trim()}`;
      resolve(`${killedBy ? `was killed by ${killedBy}` : `ended with exit code ${code}`}.${said}`);
    });
  });
  return {
    ended,
    usage: async () => (browser.pid === undefined ? {} : treeUsage(browser.pid)),
    [Symbol.asyncDispose]: async () => {
      browser.kill('SIGKILL');
      await ended;
      // Its processes end one after another, and some write until they do.
      await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }).catch(() => undefined);
    },
  };
}

/** The path of a socket has at most 107 bytes (unix(7)), of which this is the browser's own part. */
const longestFolder = 107 - '/org.chromium.Chromium.XXXXXX/SingletonSocket'.length;

/** Chromium keeps a socket among the temporary files, and leaves it there when it is killed. Elsewhere than on Linux it asks nobody where. */
function temporaryFilesIn(folder: string): { readonly TMPDIR?: string } {
  return process.platform === 'linux' && folder.length <= longestFolder ? { TMPDIR: folder } : {};
}
