/** The service that keeps a copy of a folder elsewhere, by the name that its program gives the folder. */
export function serviceOf(folder: string): string | undefined {
  if (/^Dropbox\b/.test(folder)) return 'Dropbox';
  if (/^OneDrive\b/.test(folder)) return 'OneDrive';
  if (/^(Google ?Drive\b|My Drive$)/.test(folder)) return 'Google Drive';
  if (/^iCloud ?Drive$/.test(folder) || folder === 'com~apple~CloudDocs') return 'iCloud Drive';
  if (/^Nextcloud\b/.test(folder)) return 'Nextcloud';
  return undefined;
}
