import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { windowsIdentity } from '../../../electron/main/identity.ts';
import { linkScheme } from '../../../shared/model/holdfast-link.ts';
import { openerExtension } from '../../../shared/model/opener-file.ts';

const packaged = z.object({ appId: z.string(), protocols: z.array(z.object({ schemes: z.array(z.string()) })), fileAssociations: z.array(z.object({ ext: z.string() })), linux: z.object({ executableArgs: z.array(z.string()) }) });
const settings = packaged.parse(parse(readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'electron-builder.yml'), 'utf8')));

it('is the same in the package and in the program: the app, its links and its files', () => {
  const { appId, protocols, fileAssociations } = settings;
  expect(appId).toBe(windowsIdentity);
  expect(protocols.flatMap(({ schemes }) => schemes)).toEqual([linkScheme]);
  expect(fileAssociations.map(({ ext }) => `.${ext}`)).toEqual([openerExtension]);
});

it('takes what is opened from a desktop of Linux for no option, whatever it is called', () => {
  // electron-builder writes `Exec=… -- %U`; behind the two dashes neither Chromium nor `startOptions` looks for options.
  expect(settings.linux.executableArgs).toEqual(['--']);
});
