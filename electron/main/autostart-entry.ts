/** The `Exec` line of a desktop entry: quoted as its specification says, so that a path with a space or a `%` stays one word. */
function execLine(words: readonly string[]): string {
  return words.map((word) => `"${word.replaceAll('%', '%%').replace(/["`$\\]/g, String.raw`\$&`).replaceAll('\\', '\\\\')}"`).join(' ');
}

/** What lies in `~/.config/autostart` to start a program at login (freedesktop.org, Desktop Entry and Autostart specifications). */
export function autostartEntry(name: string, words: readonly string[]): string {
  return ['[Desktop Entry]', 'Type=Application', `Name=${name}`, `Exec=${execLine(words)}`, 'Terminal=false', 'X-GNOME-Autostart-enabled=true', ''].join('\n');
}
