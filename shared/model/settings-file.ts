/** What the page, too, has to know of a file of settings; without a parser, which a page has no use for. */

/** Bytes of the encrypted file. Fifty apps with all they are set to take a tenth of a megabyte. */
export const longestCopy = 2 * 1024 * 1024;
/** Characters of the passphrase: whoever finds the file may try as long as they like. */
export const shortestPassphrase = 12;
