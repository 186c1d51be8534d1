/**
 * What the app is packaged for. `platform` and `arch` are Node's words, which also name the folders of onnxruntime-node's
 * binaries. It has none for Macs with Intel processors, so there is no such app.
 */
export const targets = [
  { platform: 'linux', arch: 'x64', formats: ['AppImage', 'deb'] },
  { platform: 'linux', arch: 'arm64', formats: ['AppImage', 'deb'] },
  { platform: 'win32', arch: 'x64', formats: ['nsis'] },
  { platform: 'win32', arch: 'arm64', formats: ['nsis'] },
  { platform: 'darwin', arch: 'arm64', formats: ['dmg'] },
];

/** Of our files and packages in one app, unpacked; Electron itself comes on top. */
export const budgetBytes = 140_000_000;

export const nameOf = ({ platform, arch }) => `${platform}-${arch}`;
