import { createHashHistory, createRouter } from '@tanstack/react-router';
import { rememberPlaceBeforeHelp } from './before-help.ts';
import { routeTree } from './routes.tsx';

/** Addresses live in the fragment: every host serves one file, and nothing of them reaches a server or its log. */
export const router = createRouter({ routeTree, history: createHashHistory(), defaultPreload: 'intent', scrollRestoration: true, scrollToTopSelectors: ['#content'] });

router.subscribe('onBeforeNavigate', ({ fromLocation, toLocation }) => {
  if (fromLocation !== undefined && isHelp(toLocation.pathname) && !isHelp(fromLocation.pathname)) rememberPlaceBeforeHelp(fromLocation.href);
});

function isHelp(pathname: string): boolean {
  return /^\/help(\/|$)/.test(pathname);
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
