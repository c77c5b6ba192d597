import { appOrigin } from '../../../shared/contract/ports.ts';

/**
 * Chromium cannot be told about a scheme of ours from outside. The page is therefore loaded from an https origin that exists
 * nowhere, and every address that main sees or gives is translated: this is the one thing about pages that is not as in Electron.
 */
export const standInOrigin = 'https://holdfast.app.test';

export function toStandIn(address: string): string {
  return address === appOrigin || address.startsWith(`${appOrigin}/`) ? standInOrigin + address.slice(appOrigin.length) : address;
}

export function fromStandIn(address: string): string {
  return address === standInOrigin || address.startsWith(`${standInOrigin}/`) ? appOrigin + address.slice(standInOrigin.length) : address;
}
