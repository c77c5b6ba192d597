const longest = 60;

/** A name for a folder that no other place has: its last part, numbered where it must be. */
export function nameFor(labelOrPath: string, taken: readonly string[]): string {
  const last = labelOrPath.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const name = last.trim().slice(0, longest);
  if (name === '' || !taken.includes(name)) return name;
  for (let number = 2; ; number += 1) {
    const suffix = ` ${number}`;
    const numbered = `${name.slice(0, longest - suffix.length)}${suffix}`;
    if (!taken.includes(numbered)) return numbered;
  }
}
