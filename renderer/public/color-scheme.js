// Runs before the first paint, so that a dark room never sees a white flash. The page's policy allows no inline script.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('holdfast-color-scheme');
  } catch {
    // Storage may be off; the system's choice stands.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
