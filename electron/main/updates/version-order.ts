const semantic = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** A semantic version without build data, which orders nothing. */
export function isVersion(text: string): boolean {
  return text.length <= 64 && semantic.test(text);
}

/** By semver's order: below zero where `a` is the older. What is no version is older than any. */
export function compareVersions(a: string, b: string): number {
  const left = semantic.exec(a);
  const right = semantic.exec(b);
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  for (const part of [1, 2, 3]) {
    const difference = Number(left[part]) - Number(right[part]);
    if (difference !== 0) return difference;
  }
  return comparePrereleases(left[4], right[4]);
}

/** A version is newer than its own prereleases; numbers count as numbers and come before words. */
function comparePrereleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const left = a.split('.');
  const right = b.split('.');
  for (const [at, mine] of left.entries()) {
    const theirs = right[at];
    if (theirs === undefined) return 1;
    if (mine === theirs) continue;
    const [isNumber, isOther] = [/^\d+$/.test(mine), /^\d+$/.test(theirs)];
    if (isNumber && isOther) return Number(mine) - Number(theirs);
    if (isNumber !== isOther) return isNumber ? -1 : 1;
    return mine < theirs ? -1 : 1;
  }
  return left.length - right.length;
}
