import { type Icon, IconBrandSlack, IconHeartbeat, IconMail, IconWebhook } from '@tabler/icons-react';

export const kinds = ['email', 'slack', 'webhook', 'ping'] as const;
export type Kind = (typeof kinds)[number];

export const kindSigns: Readonly<Record<Kind, Icon>> = { email: IconMail, slack: IconBrandSlack, webhook: IconWebhook, ping: IconHeartbeat };
