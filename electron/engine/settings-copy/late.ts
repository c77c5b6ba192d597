import type { SettingsCopyDesk } from './settings-copy-desk.ts';

/** The desk, made when it is first asked for. */
export function settingsCopyOf(desk: () => Promise<SettingsCopyDesk>): SettingsCopyDesk {
  return {
    make: async (options) => (await desk()).make(options),
    preview: async (given) => (await desk()).preview(given),
    takeOver: async (given) => (await desk()).takeOver(given),
    last: async () => (await desk()).last(),
    undo: async () => (await desk()).undo(),
  };
}
