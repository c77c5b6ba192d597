import { useEffect, useState } from 'react';

/**
 * Gives the focus back to what had it before, for a dialog that is in the page only while it is open: Mantine's own way needs one
 * that stays there closed. Where the focus went elsewhere meanwhile, it is left there.
 */
export function useReturnFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
    [before],
  );
}
