import { describe, expect, it } from 'vitest';
import { copiesOf, copiesWords } from '../../../renderer/src/components/copies/copies.ts';

const at = '2026-03-10T09:00:00.000Z';
type Lies = 'this-computer' | 'other-disk' | 'synced-folder' | 'cloud' | 'unknown';
const place = (lies: Lies | undefined, more: { readonly behind?: boolean; readonly newestVerified?: string } = { newestVerified: at }) => ({ name: String(lies), path: '/x', reachable: true, behind: false, ...more, ...(lies === undefined ? {} : { lies }) });

describe('the copies of an app taken together', () => {
  it.each([
    [[], 'none'],
    [['this-computer'], 'here-alone'],
    [['this-computer', 'this-computer'], 'here-alone'],
    // A folder that syncs is one on this computer.
    [['this-computer', 'synced-folder'], 'here-alone'],
    [['this-computer', 'other-disk'], 'here-and-disk'],
    [['other-disk', 'synced-folder'], 'here-and-disk'],
    [['cloud'], 'away-alone'],
    [['cloud', 'cloud'], 'away-alone'],
    [['this-computer', 'cloud'], 'three-two-one'],
    [['other-disk', 'cloud'], 'three-two-one'],
    [['synced-folder', 'cloud'], 'three-two-one'],
    // Nobody can tell where it stands: it does not count as away.
    [['this-computer', 'unknown'], 'unknown'],
    [['unknown'], 'unknown'],
  ] as const)('%j are %s', (lies, kind) => {
    expect(copiesOf(lies.map((one) => place(one)))).toMatchObject({ kind, places: lies.length });
  });

  it('are those that hold the newest backup that was read back, and no others', () => {
    expect(copiesOf([place('this-computer'), place('cloud', { newestVerified: at, behind: true })]).kind).toBe('here-alone');
    expect(copiesOf([place('this-computer'), place('cloud', {})]).kind).toBe('here-alone');
    expect(copiesOf([place(undefined)]).kind).toBe('unknown');
  });

  it('are told as a fact and a next step; nothing is left to do only by the rule', () => {
    expect(copiesWords(copiesOf([place('this-computer'), place('cloud')]))).toEqual({ fact: 'There are 3 copies, counting the app itself. They lie on two kinds of storage, and one of them is away from here.', next: undefined });
    const synced = copiesWords(copiesOf([place('synced-folder')]));
    expect(synced.fact).toContain('A folder that syncs is no place of its own');
    expect(synced.next).toContain('Add a place away from here');
  });
});
