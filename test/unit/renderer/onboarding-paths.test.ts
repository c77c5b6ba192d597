import { describe, expect, it } from 'vitest';
import { appIdIn } from '../../../renderer/src/screens/onboarding/base44-address.ts';
import { freeName } from '../../../renderer/src/components/free-name.ts';

describe('the app id in what was pasted', () => {
  it.each([
    ['https://app.base44.com/apps/665db040f911cd91aa000000/editor/preview?x=1', '665db040f911cd91aa000000'],
    ['  665db040f911cd91aa000000\n', '665db040f911cd91aa000000'],
    ['app.base44.com/apps/665db040f911cd91aa000000', '665db040f911cd91aa000000'],
    ['https://my-shop.base44.app/', undefined],
    ['my shop', undefined],
    ['', undefined],
  ])('%j → %j', (pasted, id) => {
    expect(appIdIn(pasted)).toBe(id);
  });
});

describe('a name for a new place', () => {
  it('is free and short enough, whatever is there', () => {
    expect(freeName('Documents', [])).toBe('Documents');
    expect(freeName('Documents', ['documents', 'Documents 2'])).toBe('Documents 3');
    expect(freeName('x'.repeat(90), ['x'.repeat(55)]).length).toBeLessThanOrEqual(60);
  });
});
