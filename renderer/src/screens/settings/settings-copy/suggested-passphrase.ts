/** Letters and digits that are not taken for one another: 32 of them. */
const signs = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Twenty letters and digits in groups of four: more than anybody can try. */
export function suggestedPassphrase(): string {
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) => signs.charAt(byte % signs.length));
  return (letters.join('').match(/.{4}/g) ?? []).join('-');
}
