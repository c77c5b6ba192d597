import { FuseV1Options, FuseVersion } from '@electron/fuses';

/**
 * Switches inside Electron's program that nothing outside can turn back, all of them: what has no line here stops the packaging
 * (`strictlyRequireAllFuses`), and a test. Set in the hook after-pack.mjs, since electron-builder's own list lacks the newest.
 */
export const fuses = /** @type {const} */ ({
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // Or any program could run its own code as Holdfast, with Holdfast's rights to the keychain.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  // NODE_OPTIONS and NODE_EXTRA_CA_CERTS of the environment.
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  // --inspect, by which another program could look inside and call anything.
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // On a Mac and Windows: a changed app.asar does not start. Linux has no such check.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // Needs a snapshot of our own, which there is none of.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page is app://, never file://.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // How V8 checks WebAssembly's memory; on is the default, and nothing here uses WebAssembly for long.
  [FuseV1Options.WasmTrapHandlers]: true,
});

/**
 * For a package that Playwright starts: it looks inside through --inspect. Never for one that is given to anybody
 * (build/package/package.mjs makes only a folder with it).
 */
export const inspectableFuses = /** @type {const} */ ({ ...fuses, [FuseV1Options.EnableNodeCliInspectArguments]: true });
