import { registerHooks } from 'node:module';

/** `node --import …/register.ts out/main/main.js`: whoever imports 'electron' gets the double. */
const double = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    return specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context);
  },
});
