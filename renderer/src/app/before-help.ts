/** Where somebody was when they opened the help: it leads back there. */
let place: string | undefined;

export function rememberPlaceBeforeHelp(href: string): void {
  place = href;
}

/** An address of ours, from the router; the start where the help itself was opened first. */
export function placeBeforeHelp(): string {
  return place ?? '/';
}
