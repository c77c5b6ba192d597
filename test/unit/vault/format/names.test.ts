import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertObjectKey } from '../../../../electron/engine/ports/object-key.ts';
import { chooseSnapshot, directoryKey, fileKey, idInKey, makeSnapshotName, nameInKey, parseSnapshotName, segmentKey, slug, snapshotKey } from '../../../../electron/engine/vault/format/names.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { snapshotKinds } from '../../../../shared/model/snapshot.ts';

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.constantFrom('', '日本', '../../x', 'con', 'a_b', '---', 'manual', 'pre-change', 'Größe', '\0', 'é\u0301', 'x'.repeat(500), '.', '..'));
const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2999-01-01'), noInvalidDate: true });

describe('the name of a snapshot', () => {
  it('can always be a key, and says again what it was made of', () => {
    fc.assert(
      fc.property(moment, anyText, fc.constantFrom(...snapshotKinds), fc.option(anyText, { nil: undefined }), (at, app, kind, label) => {
        const name = makeSnapshotName(at, app, kind, label);
        expect(() => assertObjectKey(snapshotKey(name))).not.toThrow();
        expect(() => assertObjectKey(directoryKey(`${name}_01234567`))).not.toThrow();
        const seconds = Math.floor(at.getTime() / 1000) * 1000;
        expect(parseSnapshotName(name)).toEqual({ name, startedAt: new Date(seconds), app: slug(app) || 'app', kind, label: slug(label ?? '') || undefined });
        expect(nameInKey(snapshotKey(name))).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });

  it('sorts by time', () => {
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const [first, second] = [a, b].map((at) => makeSnapshotName(at, 'acme', 'manual', undefined));
        const order = Math.sign(Math.floor(a.getTime() / 1000) - Math.floor(b.getTime() / 1000));
        expect((first ?? '') < (second ?? '') ? -1 : first === second ? 0 : 1).toBe(order === 0 ? 0 : order);
      }),
    );
  });

  it.each(['', 'README', '2026-01-14T02-00-03Z_acme', '2026-01-14T02-00-03Z_acme_whatever', '2026-13-40T99-00-03Z_acme_manual', 'x2026-01-14T02-00-03Z_acme_manual', '2026-01-14T02-00-03Z__manual', '../2026-01-14T02-00-03Z_acme_manual'])(
    'is not %j',
    (name) => {
      expect(parseSnapshotName(name)).toBeUndefined();
    },
  );
});

describe('names of other objects', () => {
  const id = `ab${'0'.repeat(62)}`;

  it('give their id again, and nothing else does', () => {
    expect([idInKey(segmentKey(id)), idInKey(fileKey(id))]).toEqual([id, id]);
    for (const key of [`segments/ac/${id}.age`, `segments/ab/${id}`, `segments/ab/${id.slice(1)}.age`, `other/ab/${id}.age`, `segments/ab/${id.toUpperCase()}.age`, `x/segments/ab/${id}.age`]) {
      expect(idInKey(key), key).toBeUndefined();
    }
    for (const key of ['snapshots/a/b.age', 'snapshots/.age', 'files/x.age', 'snapshots/x.AGE', 'snapshots/x']) expect(nameInKey(key), key).toBeUndefined();
  });
});

describe('choosing a snapshot', () => {
  const names = ['2026-01-14T02-00-03Z_acme_scheduled', '2026-01-15T02-00-03Z_acme_scheduled', '2026-01-15T16-20-11Z_acme_pre-change_auth-fix'];

  it('takes a name, the beginning of just one, latest and previous', () => {
    expect(chooseSnapshot(names, 'latest')).toBe(names[2]);
    expect(chooseSnapshot(names, 'previous')).toBe(names[1]);
    expect(chooseSnapshot(names, '2026-01-14')).toBe(names[0]);
    expect(chooseSnapshot(names, names[1] ?? '')).toBe(names[1]);
  });

  it.each([['2026-01-15'], [''], ['nothing'], ['../x']])('refuses %j', (wanted) => {
    expect(() => chooseSnapshot(names, wanted)).toThrow(expect.toSatisfy((error: unknown) => isHoldfastError(error, 'not-found')));
  });

  it('refuses anything where there is nothing, and the previous of one', () => {
    for (const [some, wanted] of [[[], 'latest'], [names.slice(0, 1), 'previous']] as const) {
      expect(() => chooseSnapshot(some, wanted)).toThrow(expect.toSatisfy((error: unknown) => isHoldfastError(error, 'not-found')));
    }
  });
});
