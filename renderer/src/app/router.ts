import { createHashHistory, createRouter } from '@tanstack/react-router';
import { routeTree } from './routes.tsx';

/** Addresses live in the fragment: every host serves one file, and nothing of them reaches a server or its log. */
export const router = createRouter({ routeTree, history: createHashHistory(), defaultPreload: 'intent', scrollRestoration: true, scrollToTopSelectors: ['#content'] });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
