/** What to ask NetworkManager for, in its terse form. */
export const networkManagerQuestion: readonly string[] = ['-t', '-f', 'GENERAL.DEVICE,GENERAL.STATE,GENERAL.METERED,IP4.GATEWAY,IP6.GATEWAY', 'device', 'show'];

/**
 * Is what leads out of this computer paid for by what goes over it? Of the devices that are connected and know a way out: `false` as soon as one of them is not
 * metered, since the system prefers that one; `undefined` where none says. @param terse what NetworkManager answers: lines of `FIELD:value`, an empty one between devices
 */
export function meteredByNetworkManager(terse: string): boolean | undefined {
  const said: (boolean | undefined)[] = [];
  for (const block of terse.replaceAll('\r', '').split(/\n\s*\n/)) {
    const facts = new Map(block.split('\n').flatMap((line): [string, string][] => (line.includes(':') ? [[line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]] : [])));
    const hasWayOut = ['IP4.GATEWAY', 'IP6.GATEWAY'].some((field) => !['', '--'].includes(facts.get(field) ?? ''));
    if (!hasWayOut || !/^100\b/.test(facts.get('GENERAL.STATE') ?? '')) continue;
    // `yes (guessed)`: a phone that shares its connection says so of itself.
    const metered = /^(yes|no)\b/.exec(facts.get('GENERAL.METERED') ?? '')?.[1];
    said.push(metered === undefined ? undefined : metered === 'yes');
  }
  if (said.includes(false)) return false;
  return said.includes(true) && !said.includes(undefined) ? true : undefined;
}

/** What to ask Windows for: one line, `cost roaming over-the-limit` of the connection to the internet. */
export const windowsQuestion: readonly string[] = [
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  [
    '[void][Windows.Networking.Connectivity.NetworkInformation,Windows.Networking.Connectivity,ContentType=WindowsRuntime]',
    '$profile = [Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile()',
    'if ($profile) { $cost = $profile.GetConnectionCost(); "$($cost.NetworkCostType) $($cost.Roaming) $($cost.OverDataLimit)" }',
  ].join('; '),
];

/** `Fixed` has an allowance, `Variable` costs by the byte; abroad, or past the allowance, anything does. */
export function meteredByWindows(line: string): boolean | undefined {
  const [cost = '', roaming, over] = line.trim().split(/\s+/);
  if (roaming === 'True' || over === 'True') return true;
  if (cost === 'Fixed' || cost === 'Variable') return true;
  return cost === 'Unrestricted' ? false : undefined;
}
