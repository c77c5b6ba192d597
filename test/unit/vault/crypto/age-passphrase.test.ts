import { setImmediate as nextTurn } from 'node:timers/promises';
import { Decrypter, Encrypter } from 'age-encryption';
import { expect, it } from 'vitest';
import { passphraseIdentity, passphraseRecipient } from '../../../../electron/engine/vault/crypto/age-passphrase.ts';

const passphrase = 'correct horse Bätterie 🔋';

async function sealed(text: string, workFactor = 4): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(passphraseRecipient(passphrase, workFactor));
  return encrypter.encrypt(text);
}

function opened(file: Uint8Array, words = passphrase, most = 10): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(passphraseIdentity(words, most));
  return decrypter.decrypt(file, 'text');
}

it('writes what age’s own passphrases open, and opens what they write', async () => {
  const theirs = new Decrypter();
  theirs.addPassphrase(passphrase);
  expect(await theirs.decrypt(await sealed('settings'), 'text')).toBe('settings');
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(5);
  expect(await opened(await encrypter.encrypt('secrets'))).toBe('secrets');
});

it('opens with no other passphrase', async () => {
  await expect(opened(await sealed('x'), `${passphrase} `)).rejects.toThrow('no identity matched');
});

it('refuses a file that asks for too much work, or that somebody else could have written as well', async () => {
  await expect(opened(await sealed('x', 5), passphrase, 4)).rejects.toThrow('work factor');
  const text = Buffer.from(await sealed('x')).toString('latin1');
  for (const [from, to] of [[' 4\n', ' 04\n'], [' 4\n', ' 999\n'], [' 4\n', ' 4 4\n'], ['-> scrypt ', '-> scrypt A']] as const) {
    await expect(opened(Buffer.from(text.replace(from, to), 'latin1')), to).rejects.toThrow(/invalid|too high/);
  }
  const both = new Encrypter();
  both.addRecipient('age1cy0su9fwf3gf9mw868g5yut09p6nytfmmnktexz2ya5uqg9vl9sss4euqm');
  both.addRecipient(passphraseRecipient(passphrase, 4));
  await expect(opened(await both.encrypt('x'))).rejects.toThrow('invalid scrypt stanza');
});

it('does the hard work beside: whatever else there is to do goes on meanwhile', async () => {
  let isDone = false;
  const work = Promise.resolve(passphraseRecipient(passphrase, 15).wrapFileKey(new Uint8Array(16))).then((stanzas) => {
    isDone = true;
    return stanzas;
  });
  await nextTurn();
  expect(isDone).toBe(false);
  const stanzas = await work;
  isDone = false;
  const opening = Promise.resolve(passphraseIdentity(passphrase, 15).unwrapFileKey(stanzas)).then((key) => {
    isDone = true;
    return key;
  });
  await nextTurn();
  expect(isDone).toBe(false);
  expect(await opening).toEqual(new Uint8Array(16));
});
