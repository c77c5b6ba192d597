/** How `npm run bench` prints what it measured. */
export function heading(text: string): void {
  say(`\n${text}`);
}

export function row(what: string, ms: number | undefined, rest: string): void {
  say(`  ${what.padEnd(52)} ${(ms === undefined ? '' : `${(ms / 1000).toFixed(2)} s`).padStart(9)}   ${rest}`);
}

export function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
