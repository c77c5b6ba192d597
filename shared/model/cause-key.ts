/** What of a need tells it from others of its kind. */
interface Cause {
  readonly kind: string;
  readonly app?: string | undefined;
  readonly place?: string | undefined;
  readonly what?: string | undefined;
  readonly alarm?: string | undefined;
  readonly restore?: string | undefined;
  readonly state?: string | undefined;
  readonly channel?: string | undefined;
}

/**
 * Names the cause behind a need (shared/contract/need.ts): of each there is one alert at most that is open, however often it is found again or what else becomes
 * known of it. Apart from the schemas, because the page uses it too.
 */
export function causeKey({ kind, app = '', place, what, alarm, restore, state, channel }: Cause): string {
  switch (kind) {
    case 'place-behind':
      return JSON.stringify([kind, app, place]);
    case 'unusual':
      return JSON.stringify([kind, app, what]);
    case 'anomaly':
      return JSON.stringify([kind, app, alarm]);
    case 'restore-stopped':
      return JSON.stringify([kind, app, restore]);
    case 'keychain':
      // A keychain that does not open is one trouble, however many apps have their key in it.
      return JSON.stringify(state === 'missing' ? [kind, app] : [kind, '', state]);
    case 'channel-failing':
      return JSON.stringify([kind, '', channel]);
    default:
      return JSON.stringify([kind, app]);
  }
}
