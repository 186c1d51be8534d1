import { appScheme } from './app-protocol.ts';

export interface NetworkSession {
  readonly webRequest: {
    onBeforeRequest(
      listener: (details: { readonly url: string }, answer: (response: { cancel: boolean }) => void) => void,
    ): void;
  };
}

export interface NetworkContents {
  setWebRTCIPHandlingPolicy(policy: 'disable_non_proxied_udp'): void;
}

/** The program's own files, and what a page has made itself. */
const inside: readonly string[] = [`${appScheme}:`, 'blob:', 'data:'];

/** Pages load nothing from elsewhere. Their policy forbids it already; this holds also where a policy has a gap. */
export function refuseNetwork(session: NetworkSession): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !URL.canParse(url) || !inside.includes(new URL(url).protocol) });
  });
}

/** Calls between browsers are in no policy: without a proxy, which there is none, they reach nobody. */
export function refuseCalls(contents: NetworkContents): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
