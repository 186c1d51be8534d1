export interface LinkShell {
  openExternal(url: string): Promise<void>;
}

/** Each as a whole: an address of somebody's choice could carry away what a page knows. */
export const links = { onnxRuntime: 'https://onnxruntime.ai/docs/' } as const;

export function isAllowedLink(address: string): boolean {
  return Object.values<string>(links).includes(address);
}

/** Opens an allowed link in the user's browser; anything else is left alone. */
export function openLink(shell: LinkShell, address: string): void {
  if (isAllowedLink(address)) void shell.openExternal(address).catch(() => undefined);
}
