import { expect, it } from 'vitest';
import { createKept } from '../../../renderer/src/app/kept.ts';

it('keeps what was typed by what it is for, an emptied field too, and forgets it when told', () => {
  const kept = createKept<string>();
  kept.set('Shop', 'half a sentence');
  kept.set('Bakery', '');
  expect([kept.get('Shop'), kept.get('Bakery'), kept.get('Other')]).toStrictEqual(['half a sentence', '', undefined]);
  kept.set('Shop', undefined);
  expect([kept.get('Shop'), kept.get('Bakery')]).toStrictEqual([undefined, '']);
});
