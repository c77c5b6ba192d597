/**
 * Text of unknown origin for a screen: control characters and the invisible ones that turn a sentence around or hide a part
 * of it are shown as signs, and what is longer than `longest` characters is cut with an ellipsis.
 */
export function visible(text: string, longest = 2000): string {
  const cut = text.length > longest ? `${cutBetweenCharacters(text, longest)}…` : text;
  return cut.replace(/[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu, sign);
}

function sign(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

function cutBetweenCharacters(text: string, longest: number): string {
  const last = text.charCodeAt(longest - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? longest - 1 : longest);
}
