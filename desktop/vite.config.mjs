import { defineConfig } from 'vite';

/**
 * Builds the pages into dist/desktop/pages. Everything is a file of its own under a hashed name: the content security
 * policy allows no inline script or style. Paths are relative, since the studio and the app serve them from different roots.
 */
export default defineConfig({
  root: `${import.meta.dirname}/renderer`,
  base: './',
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: '../../dist/desktop/pages',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
});
