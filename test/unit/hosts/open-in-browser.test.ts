import { expect, it } from 'vitest';
import { withoutSecrets } from '../../../electron/hosts/loopback/open-in-browser.ts';

it('a browser that is started is given nothing that was meant for Holdfast', () => {
  const session = { PATH: '/bin', DISPLAY: ':0', XAUTHORITY: '/run/x', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus', BROWSER: 'firefox' };
  expect(withoutSecrets({ ...session, HOLDFAST_KEYCHAIN_PASSPHRASE: 'x', HOLDFAST_HOME: '/home', AWS_SECRET_ACCESS_KEY: 'x', BASE44_TOKEN: 'x', MY_PASSWORD: 'x', SHOP_API_KEY: 'x' })).toEqual(session);
});
