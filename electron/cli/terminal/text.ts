/** Text from outside on a terminal: names of tables, answers of servers, values of records. */

// Controls would move the cursor or colour the screen; the bidirectional ones would turn the line round; the joiners some scripts need are let through.
const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/gu;

/** The text with everything that a terminal would act on shown as its code, such as `\u{1b}`. One line. */
export function printable(text: string): string {
  return text.replaceAll(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

const plainAscii = /^[\x20-\x7e]*$/;
const wide = /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** Columns that printable text takes on a terminal. */
export function columns(text: string): number {
  if (plainAscii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** The text, or as much of it as fits, with `…` where it was cut. */
export function fit(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (columns(kept) + columns(segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
