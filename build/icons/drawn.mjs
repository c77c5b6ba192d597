import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {Uint8Array} bytes */
export function fingerprintOf(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Of everything that decides what the icons look like.
 * @param {string} folder build/icons
 */
export function drawnFrom(folder) {
  const sources = ['holdfast.svg', 'draw.mjs', 'containers.mjs'].map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n'));
  return fingerprintOf(Buffer.from(sources.join('\0')));
}
