/** Where a founder clicks (Base44's documentation, "Personal access tokens"). */
const steps =
  'In Base44, click the name of your workspace (bottom left), then Settings → Secrets → Personal access tokens → Create access token. Copy it, it is shown only once, and connect the app again with it.';

export const newTokenSteps = `${steps} A read-only token is enough for backups.`;

export const writingTokenSteps = `A read-only token is enough for backups, but not for this. ${steps} Choose one that may also write.`;
