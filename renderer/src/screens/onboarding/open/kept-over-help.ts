import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { createKept } from '../../../app/kept.ts';
import type { Where } from './where.ts';

interface TypedToOpen {
  readonly where: Where;
  readonly key: string;
}

const kept = createKept<TypedToOpen>();
const form = 'open';

/** What was typed before the help was opened from here. */
export function typedBeforeHelp(): TypedToOpen | undefined {
  return kept.get(form);
}

/** Keeps a key that was typed from paper while somebody reads the help, and not a moment longer: it opens every backup. */
export function useKeptOverHelp({ where, key }: TypedToOpen): void {
  const router = useRouter();
  useEffect(() => kept.set(form, { where, key }), [where, key]);
  useEffect(
    () => () => {
      if (!isHelp(router.latestLocation.pathname)) {
        kept.set(form, undefined);
        return;
      }
      const stop = router.subscribe('onBeforeNavigate', ({ toLocation: { pathname } }) => {
        if (isHelp(pathname)) return;
        if (pathname !== '/open') kept.set(form, undefined);
        stop();
      });
    },
    [router],
  );
}

function isHelp(pathname: string): boolean {
  return /^\/help(\/|$)/.test(pathname);
}
