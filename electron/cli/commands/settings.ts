import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../invocation.ts';
import { formatBytes } from '../terminal/format.ts';
import { defineSettingsCopy } from './settings-copy.ts';

interface SettingsOptions {
  /** Bytes a second. */
  readonly uploadLimit?: number | 'off';
}

const bytesPerMbit = 125_000;

export const defineSettings: DefineCommand = (program, run) => {
  const command = program
    .command('settings')
    .summary('how fast backups may be sent; all settings to another computer')
    .description('Shows how Holdfast is set on this computer, and changes what is named.')
    .option('--upload-limit <MBIT>', 'megabits a second that backups may send, over all places in the cloud together; “off” for no limit', uploadLimit)
    .action((options: SettingsOptions) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const preferences = await engine.preferences(options.uploadLimit === undefined ? undefined : { uploadLimit: options.uploadLimit === 'off' ? null : options.uploadLimit });
        const { uploadLimit: limit } = preferences;
        return {
          json: { uploadLimit: limit },
          text: () => (limit === null ? 'Backups are sent as fast as the line goes.' : `Backups are sent at no more than ${limit / bytesPerMbit} Mbit/s (${formatBytes(limit)} a second), over all places in the cloud together.`),
        };
      }),
    );
  defineSettingsCopy(command, run);
};

/** Megabits a second as bytes a second. @throws InvalidArgumentError, which commander words. */
function uploadLimit(text: string): number | 'off' {
  if (text.toLowerCase() === 'off') return 'off';
  const mbit = /^\d{1,5}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  const bytes = Math.round(mbit * bytesPerMbit);
  if (bytes > 0) return bytes;
  throw new InvalidArgumentError('A number of megabits a second such as 10 or 0.5 is needed, or “off”.');
}
