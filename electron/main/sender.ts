import { appOrigin } from '../../shared/contract/ports.ts';

/** The part of Electron's WebFrameMain that tells who speaks. */
interface Frame {
  readonly origin: string;
  readonly parent: unknown;
}

/** Whether a message comes from our own page: a window of ours, its main frame, and our origin exactly. */
export function isOwnPage(sender: { readonly ownWindow: boolean; readonly frame: Frame | null }): boolean {
  const { ownWindow, frame } = sender;
  // A frame that is gone by now is null: nobody to answer.
  return ownWindow && frame !== null && frame.parent === null && frame.origin === appOrigin;
}
