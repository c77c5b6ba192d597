import { describe, expect, it } from 'vitest';
import { placesOf } from '../../../renderer/src/screens/timeline/places-of.ts';

const places = [{ name: 'Drive' }, { name: 'Away' }, { name: 'Shelf' }];

describe('the places that can be checked byte by byte', () => {
  it('are those of the app', () => {
    expect(placesOf({ destinations: 'all' }, places)).toStrictEqual(['Drive', 'Away', 'Shelf']);
    expect(placesOf({ destinations: ['Shelf', 'Drive'] }, places)).toStrictEqual(['Drive', 'Shelf']);
  });

  it('are none where the app or its place is gone', () => {
    expect(placesOf(undefined, places)).toStrictEqual([]);
    expect(placesOf({ destinations: ['Gone'] }, places)).toStrictEqual([]);
  });
});
