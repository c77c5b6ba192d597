import { z } from 'zod';
import { readYaml } from './release.ts';

/** Where releases lie: a folder on a web server, or the releases of a repository on GitHub. */
export interface Feed {
  /** The newest release's files that say what it is. */
  readonly newest: (file: string) => URL;
  /** A package of a version. */
  readonly packageOf: (version: string, file: string) => URL;
}

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
const config = z.discriminatedUnion('provider', [
  z.object({ provider: z.literal('generic'), url: z.url() }),
  z.object({ provider: z.literal('github'), owner: name, repo: name, host: z.literal('github.com').optional(), private: z.literal(false).optional(), token: z.never().optional() }),
]);

/**
 * Reads `app-update.yml`, which electron-builder puts into the package from its `publish` setting. Anything it does not fit is no place for updates;
 * a server has to be reached over https, or be on this very computer.
 */
export function readFeed(text: string): Feed | undefined {
  let given: unknown;
  try {
    given = readYaml(text);
  } catch {
    return undefined;
  }
  const { data } = config.safeParse(given);
  return data === undefined ? undefined : data.provider === 'github' ? gitHub(data) : folder(new URL(data.url));
}

function folder(url: URL): Feed | undefined {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname))) return undefined;
  const base = new URL(url);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  const at = (file: string): URL => Object.assign(new URL(file, base), { search: base.search });
  return { newest: at, packageOf: (_version, file) => at(file) };
}

/** GitHub's lasting address of the newest release, and the packages by the version that was signed. Neither its API nor its list of releases is asked. */
function gitHub({ owner, repo }: { readonly owner: string; readonly repo: string }): Feed {
  const base = `https://github.com/${owner}/${repo}/releases`;
  return { newest: (file) => new URL(`${base}/latest/download/${file}`), packageOf: (version, file) => new URL(`${base}/download/v${version}/${file}`) };
}

/** The file in which a release says what it is for this system, as electron-builder names it. */
export function releaseFile(platform: NodeJS.Platform, arch: NodeJS.Architecture): string {
  if (platform === 'darwin') return 'latest-mac.yml';
  if (platform === 'win32') return 'latest.yml';
  return `latest-linux${arch === 'x64' ? '' : `-${arch}`}.yml`;
}
