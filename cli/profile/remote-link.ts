import { renderUnicodeCompact } from 'uqr';
import type { RemoteLink, RemoteOptions } from '../../runtime/index.ts';

export interface LinkOptions {
  readonly host?: string;
  readonly port?: number;
  readonly cert?: string;
  readonly key?: string;
}

/** Where the page for other devices is served, and how people hear of it. */
export function remoteOptions({ host, port, cert, key }: LinkOptions): RemoteOptions {
  return {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(cert !== undefined && { certFile: cert }),
    ...(key !== undefined && { keyFile: key }),
    // Also with --quiet: nothing goes on before somebody opens it.
    onLink: (link) => void process.stderr.write(`${describeLink(link, process.stderr.isTTY === true)}\n`),
  };
}

/** @param withCode whether a QR code can be drawn */
function describeLink({ url, host, otherHosts }: RemoteLink, withCode: boolean): string {
  const isLoopback = host === '127.0.0.1' || host === 'localhost' || host === '::1';
  const reach = isLoopback
    ? `Only this machine reaches ${host}; a phone on a cable does with: adb reverse tcp:${new URL(url).port} tcp:${new URL(url).port}`
    : `Whoever is in the network of ${host} and has the link can open it, once.${url.startsWith('https:') ? '' : ' It is plain http: pages there get no threads, no WebGPU and a coarse clock; --cert and --key make it https.'}`;
  const others =
    otherHosts.length === 0 ? [] : [`Other addresses of this machine, for --host: ${otherHosts.join(', ')}.`];
  return [...(withCode ? [qrCode(url)] : []), `Open on the device to measure: ${url}`, reach, ...others].join('\n');
}

/** Black on white whatever the colours of the terminal. */
function qrCode(url: string): string {
  return renderUnicodeCompact(url, { ecc: 'L', border: 2 })
    .split('\n')
    .map((line) => `\u001b[97;40m${line}\u001b[0m`)
    .join('\n');
}
