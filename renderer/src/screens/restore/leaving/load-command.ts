/** What a person types to load everything, with the file as the shell of this computer takes it. */
export function loadCommand(file: string, platform: string | undefined): string {
  return `psql -d my_app -f ${quoted(file, platform === 'windows')}`;
}

function quoted(file: string, isWindows: boolean): string {
  if (isWindows) return `"${file}"`;
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
