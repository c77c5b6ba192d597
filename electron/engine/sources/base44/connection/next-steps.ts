/** Where a founder clicks (Base44's documentation, "Personal access tokens"). */
export const newTokenSteps =
  'In Base44, click the name of your workspace (bottom left), then Settings → Secrets → Personal access tokens → Create access token. Copy it, it is shown only once, and connect the app again with it. A read-only token is enough for backups.';
