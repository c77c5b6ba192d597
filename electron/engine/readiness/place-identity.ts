import path from 'node:path';
import { serviceOf } from '../calls/sync-services.ts';
import type { WhereItLies } from '../calls/where-it-lies.ts';
import type { StoredConnection, StoredDestination } from '../settings/schema.ts';

/** Whose login opens a place. Two folders of one computer have one; a folder that another program copies into a cloud is reached with that cloud's, too. */
export function loginOf(place: StoredDestination, lies: WhereItLies | undefined): string {
  switch (place.kind) {
    case 'local':
      return lies === 'synced-folder' ? `synced ${syncedFolder(place.path)}` : 'this computer';
    case 's3':
      return `${hostOf(place.endpoint) ?? 'amazon'} ${place.accessKeyId}`;
    case 'google-drive':
      return `google ${place.account ?? place.folderId}`;
  }
}

/** The folder that the other program copies, whatever lies in it. */
function syncedFolder(folder: string): string {
  const parts = folder.split(/[\\/]/);
  return parts.slice(0, parts.findIndex((part) => serviceOf(part) !== undefined) + 1).join('/');
}

/** Base44's own addresses: what is stored there is lost with the app. */
const base44Hosts = ['base44.com', 'base44.app'];

/** Does the place belong to what is backed up? What takes the one takes the other. */
export function isInsidePlatform(place: StoredDestination, connection: StoredConnection): boolean {
  switch (connection.platform) {
    case 'csv-folder':
      return place.kind === 'local' && isInside(connection.path, place.path);
    case 'base44': {
      const host = place.kind === 's3' ? hostOf(place.endpoint) : undefined;
      if (host === undefined) return false;
      // An app on this computer is one for trying out, and so is a server beside it.
      const own = hostOf(connection.url);
      return [...base44Hosts, ...(own === undefined || own === 'localhost' || own.startsWith('127.') ? [] : [own])].some((each) => host === each || host.endsWith(`.${each}`));
    }
    case 'opened':
      return false;
  }
}

function isInside(folder: string, wanted: string): boolean {
  const relative = path.relative(folder, wanted);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : (URL.parse(url)?.hostname ?? undefined);
}
