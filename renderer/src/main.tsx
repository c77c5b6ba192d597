import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/fraunces/opsz.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './app/tokens.css';
import './app/controls.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { connect } from './app/connection/client.ts';
import { PageBoundary } from './app/trouble/page-boundary.tsx';
import { styleNonce } from './app/style-nonce.ts';

// Mantine's scroll lock makes a style of its own and looks for the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
connect();
const root = document.querySelector('#root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <PageBoundary>
        <App />
      </PageBoundary>
    </StrictMode>,
  );
}
