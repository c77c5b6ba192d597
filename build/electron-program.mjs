import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const electronFolder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', 'electron');

/**
 * Electron's program, where it was fetched before; asking for it here fetches nothing, as `require('electron')` would.
 * @returns {string | undefined}
 */
export function electronProgram() {
  const name = join(electronFolder, 'path.txt');
  if (!existsSync(name)) return undefined;
  const program = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(electronFolder, 'dist'), readFileSync(name, 'utf8'));
  return existsSync(program) ? program : undefined;
}

/**
 * Why no window can be opened here, with Electron's program or without.
 * @returns {string | undefined} as the end of a sentence
 */
export function whyNoWindow() {
  if (process.platform !== 'linux') return undefined;
  if (!hasDisplay()) return 'this session has no display for a window';
  return process.getuid?.() === 0 ? 'a window does not run safely as root' : undefined;
}

/** @returns {boolean} */
export function hasDisplay() {
  return process.platform !== 'linux' || (process.env['DISPLAY'] ?? '') !== '' || (process.env['WAYLAND_DISPLAY'] ?? '') !== '';
}
