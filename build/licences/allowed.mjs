/** Whoever gives out Holdfast under the MIT licence may give these out with it, with their texts. */
const allowed = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0', 'OFL-1.1', 'Python-2.0', 'Unlicense']);

/**
 * Packages that do not say in package.json what their licence's text says, read by a person. By version: the next one is read anew.
 * @type {Readonly<Record<string, string>>}
 */
export const readByAPerson = {
  'png-js@2.0.0': 'MIT',
  // "BSD", which is no name of one licence.
  'url-template@2.0.8': 'BSD-3-Clause',
};

/**
 * Whether one of the ways in which an SPDX expression lets us use a package is in the list.
 * @param {string} expression `(MIT OR GPL-3.0) AND ISC`; anything that is no such expression is not allowed
 */
export function isAllowed(expression) {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  /** @returns {boolean} */
  const either = () => {
    let is = both();
    while (words[at] === 'OR') {
      at++;
      is = both() || is;
    }
    return is;
  };
  /** @returns {boolean} */
  const both = () => {
    let is = one();
    while (words[at] === 'AND') {
      at++;
      is = one() && is;
    }
    return is;
  };
  /** @returns {boolean} */
  const one = () => {
    const word = words[at++];
    if (word !== '(') return allowed.has(word ?? '');
    const is = either();
    return words[at++] === ')' && is;
  };
  // What is left over, such as `WITH` and an exception, was not understood.
  return either() && at === words.length;
}
