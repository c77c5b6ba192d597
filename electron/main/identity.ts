/** As electron-builder.yml has it: by this Windows knows whose notices and whose button in the taskbar these are. */
export const windowsIdentity = 'app.holdfast.desktop';
