import { resolve } from 'node:path';
import { build } from 'vite';

/**
 * Builds the page in a folder as an application that has installed Secateur would: `vite build`, without any settings of its
 * own. A script, as bundle.ts is.
 * Usage: node build-page.js ROOT
 */
await build({
  root: process.argv[2]!,
  configFile: false,
  logLevel: 'warn',
  build: { target: 'es2022', minify: false, reportCompressedSize: false },
  // Stands for the installed package.
  resolve: { alias: { 'secateur/runtime/web': resolve('dist/runtime/web.js') } },
});
