import { spawn } from 'node:child_process';

/** Asks the system to show an address in the user's browser. Resolves to whether there was somebody to ask. */
export function openBrowser(address: string, platform = process.platform): Promise<boolean> {
  const [command, ...args] = openers[platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const opener = spawn(command!, [...args, address], { stdio: 'ignore', detached: true });
    opener.once('error', () => resolve(false));
    opener.once('exit', (code) => resolve(code === 0));
    // A browser that was started by this may stay in the foreground.
    setTimeout(() => resolve(true), 2000).unref();
    opener.unref();
  });
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
