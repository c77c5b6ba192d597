import { describe, expect, it } from 'vitest';
import { type BackupResult, haveWords } from '../../../renderer/src/screens/onboarding/have-words.ts';

type Result = Parameters<typeof haveWords>[1];
const verified: BackupResult['places'][number] = { name: 'Drive', outcome: 'verified' };
const failed: BackupResult['places'][number] = { name: 'Away', outcome: 'failed' };
const whole: Result = { outcome: 'complete', tables: [{ name: 'Order', records: 3, status: 'complete' }], places: [verified], durationMs: 4000 };

describe('what is said of the first backup', () => {
  it('is nothing where no place gave it back', () => {
    expect(haveWords('Shop', { ...whole, places: [failed] })).toBeUndefined();
    expect(haveWords('Shop', { ...whole, places: [] })).toBeUndefined();
    expect(haveWords('Shop', { ...whole, outcome: 'incomplete', places: [failed, failed] })).toBeUndefined();
  });

  it('claims each place only where each gave it back', () => {
    expect(haveWords('Shop', { ...whole, places: [verified, verified] })?.lead).toMatch(/read back from each place\.$/);
    expect(haveWords('Shop', { ...whole, places: [verified, failed] })?.lead).toMatch(/read back, but not in one of your places\.$/);
    expect(haveWords('Shop', { ...whole, places: [verified, failed, failed] })?.lead).toMatch(/but not in 2 of your places\.$/);
  });

  it('says that not all is copied where a table lacks something', () => {
    const some: Result = { ...whole, tables: [{ name: 'Order', records: 3, status: 'incomplete' }] };
    expect(haveWords('Shop', some)?.sentence).toBe('Most of Shop is copied, but not all.');
    expect(haveWords('Shop', { ...whole, outcome: 'incomplete' })?.sentence).toBe('Most of Shop is copied, but not all.');
    expect(haveWords('Shop', whole)?.sentence).toBe('Shop has a copy that was read back.');
  });
});
