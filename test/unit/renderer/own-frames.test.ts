import { expect, it } from 'vitest';
import { ownFrames } from '../../../renderer/src/app/trouble/own-frames.ts';

const scripts = new Set(['app://holdfast/assets/index-Ab12.js', 'http://127.0.0.1:8080/assets/data-C_3.js']);

it('of a stack only places in scripts that the page loaded are told, and neither words nor names', () => {
  const stack = [
    'TypeError: AGE-SECRET-KEY-1QQQ of Chloé',
    '    at Chloé (app://holdfast/assets/index-Ab12.js:1:234)',
    '    at app://holdfast/assets/index-Ab12.js:5:6',
    '    at async sk_live_1 (http://127.0.0.1:8080/assets/data-C_3.js:77:1)',
    '    at x (app://holdfast/assets/AGE-SECRET-KEY-1QQQ.js:1:1)',
    '    at y (https://evil.example/assets/index-Ab12.js:1:1)',
    '    at z (app://holdfast/assets/index-Ab12.js?token=1:1:1)',
  ].join('\n');
  expect(ownFrames(stack, scripts)).toEqual(['assets/index-Ab12.js:1:234', 'assets/index-Ab12.js:5:6', 'assets/data-C_3.js:77:1']);
});
