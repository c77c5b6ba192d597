import { describe, expect, it } from 'vitest';
import { replaceAddresses } from '../../../electron/engine/restore/files/addresses.ts';

const at = 'https://files.example/public';

describe('addresses in a longer text', () => {
  it('are replaced as they are, whatever characters the new one has', () => {
    const moved = new Map([[`${at}/1_price.png`, `${at}/2_$&$$1.png`]]);
    expect(replaceAddresses({ text: `<img src="${at}/1_price.png">` }, moved)).toEqual({ text: `<img src="${at}/2_$&$$1.png">` });
  });

  it('leave alone a longer address that begins like one of them', () => {
    const moved = new Map([[`${at}/a.png`, `${at}/b.png`]]);
    expect(replaceAddresses({ text: `${at}/a.png and ${at}/a.png.zip` }, moved)).toEqual({ text: `${at}/b.png and ${at}/a.png.zip` });
  });

  it('are each replaced once, also where one becomes what another was', () => {
    const moved = new Map([[`${at}/a`, `${at}/b`], [`${at}/b`, `${at}/c`]]);
    expect(replaceAddresses({ text: `${at}/a ${at}/b` }, moved)).toEqual({ text: `${at}/b ${at}/c` });
  });
});
