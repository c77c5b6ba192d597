/** A name for a place that no other place has: `label`, else `label 2` … At most 60 characters. */
export function freeName(label: string, taken: readonly string[]): string {
  const base = label.slice(0, 55);
  const used = new Set(taken.map((name) => name.toLocaleLowerCase()));
  let name = base;
  for (let n = 2; used.has(name.toLocaleLowerCase()); n += 1) name = `${base} ${n}`;
  return name;
}
