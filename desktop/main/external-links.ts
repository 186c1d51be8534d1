export interface LinkShell {
  openExternal(url: string): Promise<void>;
}

/** Where links in the pages and the menu may lead: what the program stands on. */
const allowedHosts: readonly string[] = ['arxiv.org', 'onnx.ai', 'onnxruntime.ai'];

/** True for https addresses of the list, without credentials or a port of their own. */
export function isAllowedLink(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === 'https:' && username === '' && password === '' && allowedHosts.includes(host);
}

/** Opens an allowed link in the user's browser; anything else is left alone. */
export function openLink(shell: LinkShell, address: string): void {
  if (isAllowedLink(address)) void shell.openExternal(address).catch(() => undefined);
}
