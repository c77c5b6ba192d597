import type { ComputerFolders } from '../ports/computer-folders.ts';
import type { StoredDestination } from '../settings/schema.ts';
import { serviceOf } from './sync-services.ts';

/** What a place is lost together with, as far as can be told from here. */
export type WhereItLies = 'this-computer' | 'other-disk' | 'synced-folder' | 'cloud' | 'unknown';

/** Asks this computer only, never the place: a drive that is not plugged in is `unknown`. */
export async function whereItLies(destination: StoredDestination, computer: ComputerFolders): Promise<WhereItLies> {
  switch (destination.kind) {
    case 'google-drive':
      return 'cloud';
    case 's3':
      return destination.endpoint === undefined ? 'cloud' : whereServerIs(new URL(destination.endpoint).hostname);
    case 'local': {
      const { path } = destination;
      if (path.split(/[\\/]/).some((part) => serviceOf(part) !== undefined)) return 'synced-folder';
      if (!(await computer.isFolder(path))) return 'unknown';
      return (await computer.isOtherDisk(path)) ? 'other-disk' : 'this-computer';
    }
  }
}

/** A server in the same house may stand beside this computer, or not: nobody here can tell. */
function whereServerIs(host: string): WhereItLies {
  if (host === 'localhost' || host === '[::1]' || host.startsWith('127.')) return 'this-computer';
  const isNear = !host.includes('.') || /\.(local|lan|home|internal|fritz\.box|home\.arpa)$/.test(host) || /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/.test(host) || /^\[(fe80|f[cd])/i.test(host);
  return isNear ? 'unknown' : 'cloud';
}
