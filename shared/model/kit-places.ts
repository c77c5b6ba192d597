/** Where a recovery kit says that backups lie, as far as its text tells. */
interface KitPlaces {
  folder?: string | undefined;
  bucket?: { readonly address: string; readonly region?: string; readonly accessKeyId?: string } | undefined;
  drive?: { readonly address: string; readonly clientId?: string } | undefined;
}

/** From the text of a kit, the first place of each kind. Nothing of it is judged here: whoever looks there says what is wrong. */
export function placesInKit(text: string): Readonly<KitPlaces> {
  const [, said = ''] = /^# Where the backups lie:\s*\n([\s\S]*?)\n#\s*\n/m.exec(text.replaceAll('\r\n', '\n')) ?? [];
  const places = said.split(/\n(?=# {3}\S)/).map((place) => ({ place, location: /^# {3}\S.*?: ((?:[/\\]|[A-Za-z]:[/\\]|s3:|https?:).*)$/m.exec(place)?.[1]?.trim() }));
  const found: KitPlaces = {};
  for (const { place, location } of places) {
    if (location === undefined) continue;
    const [, region] = /, region ([a-z0-9-]+)\./.exec(place) ?? [];
    const [, accessKeyId] = /\. Access key (\S+) \(/.exec(place) ?? [];
    const [, clientId] = /client id ([\w.-]+);/.exec(place) ?? [];
    if (location.startsWith('https://drive.google.com/')) found.drive ??= { address: location, ...(clientId === undefined ? {} : { clientId }) };
    else if (/^(?:s3|https?):/.test(location)) found.bucket ??= { address: location, ...(region === undefined ? {} : { region }), ...(accessKeyId === undefined ? {} : { accessKeyId }) };
    else found.folder ??= location;
  }
  return found;
}
