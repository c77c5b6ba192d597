import { defineConfig } from 'electron-vite';

import { mainIcons } from './build/main-icons.mjs';
import { releaseKeys } from './build/release-keys.mjs';
import { rendererConfig } from './build/renderer.vite.ts';
import { workerThreads } from './build/worker-threads.mjs';

/** Loaded from node_modules at run time: build/package/run-time-modules.mjs says what of it is packed. */
const external = ['electron', '@napi-rs/keyring'];

/**
 * Main process and engine as ES modules in one flat folder, which the worker threads' addresses rest on; the preload as one
 * CommonJS file, all that a sandbox takes; the page as everywhere (build/renderer.vite.ts).
 */
export default defineConfig({
  main: {
    plugins: [workerThreads(), mainIcons(), releaseKeys()],
    build: {
      externalizeDeps: false,
      outDir: 'out/main',
      minify: false,
      rolldownOptions: {
        external,
        input: { main: 'electron/main/main.ts', engine: 'electron/hosts/utility/main.ts' },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      outDir: 'out/preload',
      rolldownOptions: { input: { 'page-ports': 'electron/preload/page-ports.ts' }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  // build/desktop.mjs builds the page by itself, and only when it changed.
  ...(process.env['HOLDFAST_PAGE_BUILT'] === '1' ? {} : { renderer: { ...rendererConfig, build: { ...rendererConfig.build, rolldownOptions: { input: 'renderer/index.html' } } } }),
});
