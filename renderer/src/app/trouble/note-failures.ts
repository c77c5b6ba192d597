import { notifications } from '@mantine/notifications';
import { t } from '../../strings/translate.ts';
import { watchForFailures } from './page-failures.ts';

/** Says in the page that something in it went wrong, once for each thing. */
export function noteFailures(signal: AbortSignal): void {
  watchForFailures(() => notifications.show({ id: 'page-failure', color: 'attention', title: t('trouble.noted.title'), message: t('trouble.noted.body'), autoClose: 15_000 }), signal);
}
