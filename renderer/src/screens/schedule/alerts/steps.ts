import type { ComponentType } from 'react';
import { t } from '../../../strings/translate.ts';
import type { Kind } from './kinds.ts';
import { AddressPicture, AppPasswordPicture, CheckPicture, ChoosePicture, JsonPicture, PingPicture, ServerPicture, SlackPicture } from './pictures.tsx';

interface Step {
  readonly text: string;
  readonly picture: ComponentType;
}

/** What to do at the other side, before the channel can be added here. */
export function stepsOf(kind: Kind): readonly Step[] {
  switch (kind) {
    case 'email':
      return [
        { text: t('channels.steps.email.1'), picture: ServerPicture },
        { text: t('channels.steps.email.2'), picture: AppPasswordPicture },
      ];
    case 'slack':
      return [
        { text: t('channels.steps.slack.1'), picture: SlackPicture },
        { text: t('channels.steps.slack.2'), picture: ChoosePicture },
      ];
    case 'webhook':
      return [
        { text: t('channels.steps.webhook.1'), picture: JsonPicture },
        { text: t('channels.steps.webhook.2'), picture: AddressPicture },
      ];
    case 'ping':
      return [
        { text: t('channels.steps.ping.1'), picture: CheckPicture },
        { text: t('channels.steps.ping.2'), picture: PingPicture },
      ];
  }
}
