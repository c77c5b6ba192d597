const line = '='.repeat(100);

/**
 * @param {readonly import('./collect.mjs').Notice[]} notices
 * @returns {string}
 */
export function asText(notices) {
  const intro = [
    'What Holdfast is made of besides its own code (which has the MIT licence), and under which licences.',
    'Chromium and the projects in it, which Electron brings: LICENSES.chromium.html, in the folder of the program.',
  ];
  return `${[intro.join('\n'), ...notices.map(({ packages, text }) => `${line}\n${packages.map(({ name, version, licence }) => `${name} ${version} (${licence})`).join('\n')}\n${line}\n\n${text}`)].join('\n\n')}\n`;
}
