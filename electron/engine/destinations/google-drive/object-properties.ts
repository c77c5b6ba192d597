import { isKeyPart } from '../../ports/object-key.ts';

/**
 * How a file in Drive carries the key of the object that it is: in its `appProperties`, which only this program sees. A
 * name would not do, as anybody can change it. A property's name and value together have at most 124 bytes
 * (https://developers.google.com/workspace/drive/api/guides/properties), so that a key is spread over `key0`, `key1` …
 * Each folder that the key is in has a property too (`in1`: `acme`, `in2`: `acme/segments`), so that one part of a place
 * can be listed without the rest; and `holdfast` tells an object from the folder it lies in.
 */
const mark = { holdfast: 'object' } as const;
const pieceLength = 100;
const maxPieces = 6;
const maxFolders = 4;

export function propertiesOf(key: string): Record<string, string> {
  const properties: Record<string, string> = { ...mark };
  for (let index = 0; index * pieceLength < key.length; index += 1) properties[`key${index}`] = key.slice(index * pieceLength, (index + 1) * pieceLength);
  for (const [index, folder] of foldersOf(key).entries()) properties[`in${index + 1}`] = folder;
  return properties;
}

/** The key that `propertiesOf` wrote; undefined for a file that is no object of ours. */
export function keyOf(properties: Readonly<Record<string, string>> | undefined): string | undefined {
  let key = '';
  for (let index = 0; index < maxPieces; index += 1) {
    const piece = properties?.[`key${index}`];
    if (piece === undefined) break;
    key += piece;
  }
  return key.split('/').every(isKeyPart) ? key : undefined;
}

/** In Drive's language of queries. Also finds longer keys that begin the same way. */
export function filesWithKey(key: string): string {
  const pieces = Object.entries(propertiesOf(key)).filter(([name]) => name.startsWith('key'));
  return pieces.map(([name, value]) => hasProperty(name, value)).join(' and ');
}

/** In Drive's language of queries, as narrow as it can be said there: also finds others in the same folder. */
export function filesWithPrefix(prefix: string): string {
  const folders = foldersOf(prefix);
  const deepest = folders.at(-1);
  return deepest === undefined ? hasProperty('holdfast', mark.holdfast) : hasProperty(`in${folders.length}`, deepest);
}

/** The folders of a key, or of the beginning of one, from the outermost; those that fit into a property. */
function foldersOf(key: string): readonly string[] {
  const parts = key.split('/').slice(0, -1);
  return parts
    .slice(0, maxFolders)
    .map((_, index) => parts.slice(0, index + 1).join('/'))
    .filter((folder) => folder.length <= pieceLength);
}

/** Keys have no character that would have to be escaped. */
function hasProperty(name: string, value: string): string {
  return `appProperties has { key='${name}' and value='${value}' }`;
}
