import { type Icon, IconBrandGoogleDrive, IconCloud, IconFolder } from '@tabler/icons-react';
import type { Answers } from '../../app/connection/client.ts';

export type PlaceKind = Answers['places']['list']['places'][number]['kind'];

/** How each kind of place looks and is called. A kind that the engine learns needs a line here to compile. */
export const kindLooks = {
  local: { icon: IconFolder, word: 'places.kind.local' },
  s3: { icon: IconCloud, word: 'places.kind.s3' },
  'google-drive': { icon: IconBrandGoogleDrive, word: 'places.kind.google-drive' },
} as const satisfies Record<PlaceKind, { readonly icon: Icon; readonly word: string }>;
