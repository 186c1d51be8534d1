import { contextBridge, ipcRenderer, webUtils } from 'electron';

/**
 * All that the pages get of Electron: a channel for bytes, whose meaning they share with the host (`createApi`), and the
 * path of a file that the user dropped. Sandboxed, so everything is in this one file.
 */
contextBridge.exposeInMainWorld('secateurDesktop', {
  send: (bytes: Uint8Array) => ipcRenderer.send('secateur:request', bytes),
  listen: (onReply: (bytes: Uint8Array) => void) => {
    ipcRenderer.on('secateur:reply', (_event, bytes: Uint8Array) => onReply(bytes));
  },
  pathOf: (file: File) => webUtils.getPathForFile(file),
});
