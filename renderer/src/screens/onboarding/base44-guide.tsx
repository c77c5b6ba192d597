import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { HelpLink } from '../../components/help-link.tsx';
import { PicturedSteps } from '../../components/pictured-steps.tsx';
import { t } from '../../strings/translate.ts';
import { AddressPicture, CopyPicture, SecretsPicture, TokenPicture } from './base44-pictures.tsx';

const guide = [
  { step: 'address', picture: AddressPicture },
  { step: 'secrets', picture: SecretsPicture },
  { step: 'create', picture: TokenPicture },
  { step: 'copy', picture: CopyPicture },
] as const;

/** Where in Base44 the app's id and the token are, step by step. */
export function Base44Guide(): ReactNode {
  return (
    <Card title={t('onboarding.guide.title')} aside={<HelpLink page="connect">{t('help.find-token')}</HelpLink>}>
      <PicturedSteps steps={guide.map(({ step, picture }) => ({ text: t(`onboarding.guide.${step}`), picture }))} />
    </Card>
  );
}
