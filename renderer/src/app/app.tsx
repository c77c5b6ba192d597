import { MantineProvider, localStorageColorSchemeManager } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { keepFresh } from './data/changes.ts';
import { queryClient } from './data/queries.ts';
import { StatusProvider } from './data/status.tsx';
import { UpdatesProvider } from './data/updates.tsx';
import { FollowTheme } from './follow-theme.tsx';
import { followIncoming } from './incoming/follow-incoming.ts';
import { router } from './router.ts';
import { ConnectionGate } from './shell/connection-gate.tsx';
import { styleNonce } from './style-nonce.ts';
import { noteFailures } from './trouble/note-failures.ts';
import { cssVariablesResolver, theme } from './theme.ts';

/** public/color-scheme.js reads the same key before the first paint. */
const colorSchemeManager = localStorageColorSchemeManager({ key: 'holdfast-color-scheme' });

export function App(): ReactNode {
  useEffect(() => {
    const stop = new AbortController();
    keepFresh(queryClient, stop.signal);
    noteFailures(stop.signal);
    followIncoming(stop.signal);
    return () => stop.abort();
  }, []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager} getStyleNonce={styleNonce} deduplicateInlineStyles>
      <QueryClientProvider client={queryClient}>
        <FollowTheme />
        <ConnectionGate>
          <StatusProvider>
            <UpdatesProvider>
              <RouterProvider router={router} />
            </UpdatesProvider>
          </StatusProvider>
        </ConnectionGate>
        <Notifications position="bottom-right" />
      </QueryClientProvider>
    </MantineProvider>
  );
}
