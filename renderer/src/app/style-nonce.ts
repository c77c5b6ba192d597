import { styleNonceMeta } from '../../../shared/contract/ports.ts';

/** What every style that a script adds must carry; the host wrote it into the page. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${styleNonceMeta}"]`)?.content ?? '';
}
