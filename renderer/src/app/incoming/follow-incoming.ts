import { notifications } from '@mantine/notifications';
import { t } from '../../strings/translate.ts';
import { desktop } from '../connection/client.ts';
import { follow } from '../data/follow.ts';
import { router } from '../router.ts';
import { putIncoming } from './slot.ts';

/** Leads to "Open a backup" whenever a person opened a link or a file with Holdfast, and says so where it was none of ours. */
export function followIncoming(signal: AbortSignal): void {
  let last = 0;
  void follow((ended) => desktop.incoming.watch(undefined, { signal: ended }), {
    signal,
    onValue(incoming) {
      // The same is said again to whoever follows anew.
      if (incoming.kind === 'nothing' || incoming.id === last) return;
      last = incoming.id;
      // Should main not hear it, it is said again at worst.
      desktop.incoming.taken({ id: incoming.id }).catch(() => undefined);
      if (incoming.kind === 'refused') {
        notifications.show({ title: t(`open.refused.${incoming.why}`), message: t(`open.refused.${incoming.why}.step`), color: 'attention', autoClose: 15_000 });
        return;
      }
      putIncoming(incoming);
      void router.navigate({ to: '/open' });
    },
  });
}
