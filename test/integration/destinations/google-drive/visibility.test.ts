import { afterEach, describe, expect, it } from 'vitest';
import { createGoogleDriveFolder, findGoogleDriveFolders, openGoogleDrive } from '../../../../electron/engine/destinations/google-drive/google-drive.ts';
import type { ObjectStore } from '../../../../electron/engine/ports/object-store.ts';
import { collect, expectCode, text } from '../../../conformance/object-store/fixture.ts';
import type { DrivePlace, DrivePlaceOptions } from '../../../support/google/drive-place.ts';
import { startDrivePlace } from '../../../support/google/drive-place.ts';

const { signal } = new AbortController();

const started: DrivePlace[] = [];
afterEach(async () => {
  for (const drive of started.splice(0)) await drive.google.close();
});

async function start(options: DrivePlaceOptions = {}): Promise<{ readonly drive: DrivePlace; readonly store: ObjectStore }> {
  const drive = await startDrivePlace(options);
  started.push(drive);
  return { drive, store: await drive.open() };
}

const put = (store: ObjectStore, key: string, content: string, ifAbsent = false) => store.put(key, text(content), { signal, ifAbsent });
const read = async (store: ObjectStore, key: string) => Buffer.from(await store.get(key, { signal })).toString();
const keys = async (store: ObjectStore, prefix = '') => (await collect(store.list(prefix, { signal }))).map((object) => object.key);

/** Every call, each with the failure it comes to. */
async function everyCall(store: ObjectStore) {
  const calls = [put(store, 'new', 'x'), put(store, 'there', 'x', true), store.get('there', { signal }), store.stat('there', { signal }), collect(store.list('', { signal })), store.delete('never', { signal })];
  return Promise.all(calls.map((call) => expectCode(call, 'not-found')));
}

describe('a file that Google no longer shows', () => {
  it('is not called deleted', async () => {
    const { drive, store } = await start();
    await put(store, 'there', '1');
    for (const file of drive.objects()) file.shown = false;
    const error = await expectCode(store.get('there', { signal }), 'not-found');
    expect(error.message).toBe('Google Drive does not show “there” to Holdfast.');
    expect(error.nextStep).toMatch(/may have been deleted or moved there, or Holdfast may no longer see it/);
    expect(error.details['reason']).toBe('no-such-object');
  });
});

describe('a folder that Google no longer shows', () => {
  it('is a place that is gone, never an empty one', async () => {
    const { drive, store } = await start();
    await put(store, 'there', '1');
    drive.folder().shown = false;
    for (const file of drive.objects()) file.shown = false;
    for (const error of [...(await everyCall(store)), await expectCode(drive.open(), 'not-found')]) {
      expect(error.details['reason']).toBe('place-gone');
      expect(error.message).toMatch(/does not show Holdfast its folder any more/);
    }
  });

  it('because another account is signed in says which one to use', async () => {
    const { drive } = await start();
    const refreshToken = drive.google.signIns.grant('other@example.com', drive.caller.client);
    const opening = openGoogleDrive({ ...drive.place, access: { ...drive.access, refreshToken } }, { signal });
    const error = await expectCode(opening, 'not-found');
    expect(error.message).toBe('Holdfast is signed in to Google as other@example.com, but the backups are in the Drive of founder@example.com.');
    expect(error.nextStep).toMatch(/as founder@example.com/);
  });

  it('because it is in the trash says so, and all is well once it is out', async () => {
    const { drive, store } = await start();
    await put(store, 'there', '1');
    drive.folder().trashed = true;
    for (const call of [() => store.stat('other', { signal }), () => keys(store), drive.open]) {
      const error = await expectCode(call(), 'not-found');
      expect(error.message).toMatch(/in the trash of Google Drive/);
      expect(error.details['reason']).toBe('place-gone');
    }
    drive.folder().trashed = false;
    expect(await read(store, 'there')).toBe('1');
    expect(await keys(store)).toEqual(['there']);
  });

  it('is refused before anything is asked when it is no id of one', async () => {
    const { drive } = await start();
    const asked = drive.google.requests.length;
    await expectCode(openGoogleDrive({ ...drive.place, folderId: "x' or '1" }, { signal }), 'invalid-input');
    expect(drive.google.requests).toHaveLength(asked);
  });
});

describe('listings that lag behind', () => {
  it('hide nothing that was stored here, and show nothing that was deleted here', async () => {
    const { drive, store } = await start();
    await put(store, 'old', '1');
    drive.google.world.listingsLag = true;
    await put(store, 'acme/a', '1');
    await put(store, 'acme/a', '22');
    await put(store, 'acme/b', '1', true);
    await expectCode(put(store, 'acme/b', '2', true), 'conflict');
    expect(await keys(store)).toEqual(['acme/a', 'acme/b', 'old']);
    expect(await read(store, 'acme/a')).toBe('22');
    await store.delete('acme/b', { signal });
    expect(await keys(store, 'acme/')).toEqual(['acme/a']);
    drive.google.world.catchUp();
    expect(await keys(store)).toEqual(['acme/a', 'old']);
    expect(drive.objects()).toHaveLength(2);
  });

  it('of more than a page are read to their end, once each', async () => {
    const { drive, store } = await start();
    for (let index = 0; index < 2100; index += 1) drive.makeFile(`acme/${index}`);
    drive.makeFile('other/1');
    expect(new Set(await keys(store, 'acme/')).size).toBe(2100);
    expect(drive.google.requests.filter((kind) => kind === 'list')).toHaveLength(3);
    drive.google.faults.add('list', { kind: 'answer', body: { files: [], nextPageToken: 'again' } }, { times: 9 });
    await expectCode(keys(store), 'network');
  });
});

describe('two files of one key', () => {
  it('are one object to everybody: the one that was written last; and deleted, both are gone', async () => {
    const { drive, store } = await start();
    const first = drive.makeFile('twice', 'first');
    drive.makeFile('twice', 'second!');
    expect(await read(store, 'twice')).toBe('second!');
    expect(await collect(store.list('', { signal }))).toEqual([{ key: 'twice', size: 7 }]);
    expect((await (await drive.open()).stat('twice', { signal }))?.size).toBe(7);
    drive.google.world.replaceContent(drive.caller, first, Buffer.from('3rd'));
    expect(await read(await drive.open(), 'twice')).toBe('3rd');
    await store.delete('twice', { signal });
    expect(await keys(store)).toEqual([]);
    expect(drive.objects()).toEqual([]);
  });

  it('do not come of two computers that create it in the same moment: the later one gives way', async () => {
    const { drive, store } = await start();
    drive.google.faults.add('upload', { kind: 'run', run: () => void drive.makeFile('race', 'theirs') });
    const error = await expectCode(put(store, 'race', 'ours', true), 'conflict');
    expect(error.details['reason']).toBe('already-exists');
    expect(drive.objects()).toHaveLength(1);
    expect(await read(store, 'race')).toBe('theirs');
  });
});

describe('a shared drive', () => {
  it('whose manager this is deletes for good', async () => {
    const { drive, store } = await start({ role: 'organizer' });
    await put(store, 'a', '1');
    await store.delete('a', { signal });
    expect([...drive.google.world.files.keys()]).toEqual([drive.place.folderId]);
  });

  it('where nothing may be deleted gets it in its trash', async () => {
    const { drive, store } = await start({ role: 'fileOrganizer' });
    await put(store, 'a', '1');
    await store.delete('a', { signal });
    expect(await store.stat('a', { signal })).toBeUndefined();
    expect(await keys(store)).toEqual([]);
    expect([...drive.google.world.files.values()].filter((file) => file.trashed).map((file) => file.name)).toEqual(['a']);
  });

  it('where things may only be added keeps them, and says that it could not delete', async () => {
    const { store } = await start({ role: 'writer' });
    await put(store, 'a', '1');
    const error = await expectCode(store.delete('a', { signal }), 'permission-denied');
    expect(error.message).toBe('Google Drive does not let Holdfast delete what it stored, or put it in the trash.');
    expect(error.details['reason']).toBe('may-not-delete');
    expect(await read(store, 'a')).toBe('1');
  });

  it('that may only be read takes nothing', async () => {
    const { store } = await start({ role: 'reader' });
    const error = await expectCode(put(store, 'a', '1'), 'permission-denied');
    expect(error.message).toMatch(/does not let Holdfast store anything/);
  });

  it('holds what colleagues store as well', async () => {
    const { drive, store } = await start({ role: 'writer' });
    drive.google.world.addSharedDrive('shared-drive', { [drive.caller.account]: 'writer', 'colleague@example.com': 'writer' });
    const access = { ...drive.access, refreshToken: drive.google.signIns.grant('colleague@example.com', drive.caller.client) };
    await put(await openGoogleDrive({ ...drive.place, access }, { signal }), 'theirs', '1');
    expect(await keys(store)).toEqual(['theirs']);
    expect(await read(store, 'theirs')).toBe('1');
  });

  it('has no limit of bytes, whatever the account has', async () => {
    const { drive, store } = await start({ role: 'writer' });
    drive.google.world.limits.set(drive.caller.account, 0);
    await put(store, 'a', '1');
    expect(store.capabilities.freeSpace).toBeUndefined();
  });
});

describe('a new computer', () => {
  it('finds the folders again that Holdfast made, and what is in them', async () => {
    const { drive, store } = await start();
    await put(store, 'acme/vault.json', '1');
    const access = { ...drive.access, refreshToken: drive.google.signIns.grant(drive.caller.account, drive.caller.client) };
    const options = { access, clock: drive.place.clock };
    await createGoogleDriveFolder(options, { name: 'Another' }, { signal });
    const found = await findGoogleDriveFolders(options, { signal });
    expect(found.map((folder) => folder.name)).toEqual(['Another', 'Holdfast backups']);
    const again = await openGoogleDrive({ ...options, folderId: found[1]?.id ?? '' }, { signal });
    expect(await read(again, 'acme/vault.json')).toBe('1');
  });

  it('finds nothing with another client id: Google shows a program only what it made itself', async () => {
    const { drive } = await start();
    drive.google.signIns.clients.set('own-client', { id: 'own-client', secret: undefined });
    const access = { ...drive.access, clientId: 'own-client', refreshToken: drive.google.signIns.grant(drive.caller.account, 'own-client') };
    expect(await findGoogleDriveFolders({ access, clock: drive.place.clock }, { signal })).toEqual([]);
  });
});
