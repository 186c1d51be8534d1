import type { StaticFile } from '../host/index.ts';
import { pageHeaders } from '../host/index.ts';

export const appScheme = 'secateur';
const appHost = 'app';
export const startPage = `${appScheme}://${appHost}/`;

/** The start page itself, whatever it notes behind `#` or `?`. */
export function isOurPage(address: string): boolean {
  return address === startPage || address.startsWith(`${startPage}#`) || address.startsWith(`${startPage}?`);
}

export interface SchemeRegistry {
  registerSchemesAsPrivileged(
    schemes: { scheme: string; privileges: { standard: boolean; secure: boolean; supportFetchAPI: boolean } }[],
  ): void;
}

export interface ProtocolHandlers {
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void;
}

/** Before the app is ready: pages of our scheme have an origin of their own, as https pages do and files do not. */
export function registerAppScheme(protocol: SchemeRegistry): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Serves the built pages as `secateur://app/...`. They were read before: an address is looked up in a list, it never becomes
 * the name of a file.
 */
export function setupAppProtocol(protocol: ProtocolHandlers, files: ReadonlyMap<string, StaticFile>): void {
  protocol.handle(appScheme, async ({ method, url }) => {
    const { host, pathname } = new URL(url);
    const file = host === appHost ? files.get(pathname) : undefined;
    if (method !== 'GET' || !file) {
      return new Response(null, { status: file ? 405 : 404, headers: pageHeaders });
    }
    return new Response(file.bytes as Uint8Array<ArrayBuffer>, {
      headers: { ...pageHeaders, 'content-type': file.type },
    });
  });
}
