import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

import { guidePages } from './guide.ts';
import { licencesOfPage } from './licences/page.mjs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The page: built once to out/renderer, served by every host (the window's own protocol, the loopback server). Addresses in
 * it are relative, since the hosts do not serve it from the same place.
 */
export const rendererConfig: UserConfig = {
  root: here('../renderer'),
  base: './',
  plugins: [react(), guidePages(), licencesOfPage()],
  build: {
    outDir: here('../out/renderer'),
    emptyOutDir: true,
    target: 'es2023',
    minify: true,
    sourcemap: false,
    // A font or picture inside a stylesheet would need `data:` in font-src, which the pages' policy does not allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
};

export default defineConfig(rendererConfig);
