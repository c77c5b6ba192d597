import electronUpdater, { type AppUpdater, type ResolvedUpdateFileInfo, type UpdateInfo } from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import type { Feed } from './feed.ts';
import type { Release } from './release.ts';

type FeedSetting = Exclude<Parameters<AppUpdater['setFeedURL']>[0], string>;

/**
 * For electron-updater's setting `custom`: it hears of releases only what `fetchRelease` believed, and finds the packages where the feed says. What its own
 * providers send with each question (a lasting number of this computer) is dropped.
 */
export function signedFeed(feed: Feed, fetchRelease: () => Promise<Release>): FeedSetting {
  class SignedProvider extends electronUpdater.Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }

    override async getLatestVersion(): Promise<UpdateInfo> {
      return updateInfo(await fetchRelease());
    }

    override resolveFiles({ version, files }: UpdateInfo): ResolvedUpdateFileInfo[] {
      return files.map((info) => ({ url: feed.packageOf(version, info.url), info }));
    }

    override setRequestHeaders(): void {}

    override get fileExtraDownloadHeaders(): Record<string, string> {
      return { accept: '*/*', 'User-Agent': 'Holdfast' };
    }
  }
  return { provider: 'custom', updateProvider: SignedProvider };
}

function updateInfo({ version, releaseDate, files, stagingPercentage, minimumSystemVersion }: Release): UpdateInfo {
  const [{ url: path, sha512 } = { url: '', sha512: '' }] = files;
  return {
    version,
    releaseDate,
    files: files.map((file) => ({ ...file })),
    // oxlint-disable-next-line typescript/no-deprecated -- its type asks for these two of old
    path,
    // oxlint-disable-next-line typescript/no-deprecated -- as above
    sha512,
    ...(stagingPercentage === undefined ? {} : { stagingPercentage }),
    ...(minimumSystemVersion === undefined ? {} : { minimumSystemVersion }),
  };
}
