import { IconFileArrowRight, IconLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { IncomingPlace } from '../../../app/incoming/slot.ts';
import { t } from '../../../strings/translate.ts';
import classes from '../step.module.css';
import { type Where, nowhere } from './where.ts';

/** Who filled in the form, where it was not the person: anybody can make a link. */
export function CameFrom({ place }: { readonly place: IncomingPlace }): ReactNode {
  const Sign = place.kind === 'folder' ? IconFileArrowRight : IconLink;
  return (
    <p className={classes.cameFrom} role="status">
      <Sign size="1.25rem" stroke={1.5} aria-hidden />
      <span>{t(place.kind === 'folder' ? 'open.from.file' : place.address === undefined ? 'open.from.link' : 'open.from.link.address')}</span>
    </p>
  );
}

/** The form as it asks for that place, with nothing left of what was typed for another. */
export function filledBy(place: IncomingPlace): Where {
  if (place.kind === 'folder') return { ...nowhere, kind: 'local', path: place.folder };
  return { ...nowhere, kind: place.place, address: place.address ?? '', region: place.region ?? '' };
}
