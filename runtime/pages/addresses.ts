import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Interfaces that lead to virtual machines and containers, not to a phone. */
const virtual = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap|zt|wg)/;
/** Networks at home and at work (RFC 1918). */
const privateNetwork = /^(?:192\.168|10|172\.(?:1[6-9]|2\d|3[01]))\./;

/** This machine's IPv4 addresses that others may reach, the likeliest first. */
export function reachableAddresses(interfaces = networkInterfaces()): string[] {
  const found = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => ({
        address,
        likelihood: (privateNetwork.test(address) ? 2 : 0) + (virtual.test(name) ? 0 : 1),
      })),
  );
  return found.sort((a, b) => b.likelihood - a.likelihood).map(({ address }) => address);
}

export type Scheme = 'http' | 'https';

/** For URLs and `Host` headers. */
export function hostAndPort(host: string, port: number, scheme: Scheme = 'http'): string {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  // Browsers leave the usual port out.
  return port === (scheme === 'http' ? 80 : 443) ? name : `${name}:${port}`;
}

/** What a `Host` header may say to a server bound to `host`; other names are of pages that want to reach into this network. */
export function acceptedHosts(host: string, port: number, scheme: Scheme = 'http'): ReadonlySet<string> {
  const own = ['127.0.0.1', 'localhost', '::1'];
  const isLoopback = own.includes(host);
  const isEverything = host === '0.0.0.0' || host === '::';
  const names = isEverything ? [...own, ...reachableAddresses()] : isLoopback ? own : [host];
  return new Set(names.map((name) => hostAndPort(name.toLowerCase(), port, scheme)));
}
