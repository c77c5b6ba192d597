import { ActionIcon, Tooltip } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t } from '../strings/translate.ts';
import { LinkWords } from './links.tsx';

interface HelpLinkProps {
  /** Of docs/guide: `places` of `03-places.md`. */
  readonly page: string;
  /** As GitHub names the heading: `two-places`. */
  readonly section?: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** From a screen into the part of the guide that explains it. */
export function HelpLink({ page, section, className, children }: HelpLinkProps): ReactNode {
  return (
    <LinkWords to="/help/$page" params={{ page }} search={section === undefined ? {} : { section }} fz="sm" underline="always" {...(className === undefined ? {} : { className })}>
      {children}
    </LinkWords>
  );
}

/** The “?” where there is no sidebar. */
export function HelpButton({ page }: { readonly page: string }): ReactNode {
  return (
    <Tooltip label={t('help.open')}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('help.open')} renderRoot={(props) => <Link to="/help/$page" params={{ page }} {...props} />}>
        <IconHelpCircle size="1.25rem" stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}
