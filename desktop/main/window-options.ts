/** How far a page is trusted: not at all. Each of these is Electron's default too; a default can change. */
export function webPreferencesOf(preload: string) {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    webviewTag: false,
    spellcheck: false,
  } as const;
}

export type WebPreferences = ReturnType<typeof webPreferencesOf>;

/** Below this the pages do not fit. */
export const smallestWindow = { width: 720, height: 520 } as const;
