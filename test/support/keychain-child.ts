import { createInterface } from 'node:readline';
import { createOsKeychain } from '../../electron/engine/keychain/os-keychain.ts';
import { systemClock } from '../../electron/engine/system/system-clock.ts';
import { toHoldfastError } from '../../shared/model/errors.ts';
import type { KeychainAnswer, KeychainQuestion } from './keyring-session.ts';

/** The real keychain of whatever session this process runs in: one question and one answer a line, as JSON. */
const keychain = createOsKeychain({ clock: systemClock, service: 'Holdfast test' });

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as KeychainQuestion))}\n`);
}

async function answer({ call, name, secret }: KeychainQuestion): Promise<KeychainAnswer> {
  try {
    if (call === 'get') {
      const found = await keychain.get(name);
      return found === undefined ? {} : { secret: found };
    }
    await (call === 'set' ? keychain.set(name, secret ?? '') : keychain.delete(name));
    return {};
  } catch (error) {
    const { code, message, nextStep, details, cause } = toHoldfastError(error);
    return { error: { code, message, nextStep, details, cause: String(cause) } };
  }
}
