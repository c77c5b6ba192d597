/** What a file that calls itself CSV really is, by its first bytes or its text; undefined when it may well be CSV. */
export function notCsv(head: Uint8Array, text: string): string | undefined {
  for (const { name, starts } of magic) {
    if (starts.every((byte, at) => head[at] === byte)) return name;
  }
  const begin = text.slice(0, 2048).trimStart().toLowerCase();
  if (/^<(!doctype html|html|head|body)[\s>]/.test(begin)) return 'a web page (perhaps the sign-in page came instead of the export)';
  if (begin.startsWith('<?xml')) return 'an XML file';
  if (/^\{\s*"|^\[\s*[[{]/.test(begin)) return 'a JSON file';
  return isBinary(text) ? 'no text at all' : undefined;
}

const magic: readonly { readonly name: string; readonly starts: readonly number[] }[] = [
  { name: 'an Excel workbook or another packed file', starts: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'an old Excel workbook', starts: [0xd0, 0xcf, 0x11, 0xe0] },
  { name: 'a PDF', starts: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { name: 'a compressed file', starts: [0x1f, 0x8b] },
  { name: 'a compressed file', starts: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'a database file', starts: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66] },
  { name: 'a picture', starts: [0x89, 0x50, 0x4e, 0x47] },
  { name: 'a picture', starts: [0xff, 0xd8, 0xff] },
];

/** More than one character in twenty is a control character that no text has. A few may stand in a table that is otherwise sound. */
function isBinary(text: string): boolean {
  const looked = text.slice(0, 16_384);
  let odd = 0;
  for (let at = 0; at < looked.length; at += 1) {
    const code = looked.charCodeAt(at);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) odd += 1;
  }
  return odd > looked.length / 20 && odd > 8;
}
