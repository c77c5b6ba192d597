import { Button } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { Card } from '../../../components/card.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { When } from '../../../components/when.tsx';
import { node, withNodes } from '../../../components/with-nodes.tsx';
import { t } from '../../../strings/translate.ts';
import shared from '../settings.module.css';
import { MakeCopy } from './make-copy.tsx';
import { TakeOver } from './take-over.tsx';

/** All that is set here in one encrypted file, and such a file of another computer taken over. */
export function SettingsCopy(): ReactNode {
  const client = useQueryClient();
  const { read } = useSearch({ from: '/shell/settings' });
  // Who comes from Welcome came for this.
  const [open, setOpen] = useState<'make' | 'take' | 'undo' | undefined>(read === true ? 'take' : undefined);
  const last = useQuery(query.settingsCopy.last.queryOptions());
  const undo = useMutation(
    query.settingsCopy.undo.mutationOptions({
      onSuccess: async () => {
        setOpen(undefined);
        await client.invalidateQueries({ queryKey: query.settingsCopy.key() });
      },
    }),
  );
  const close = (): void => setOpen(undefined);
  return (
    <Card title={t('settings.transfer')}>
      <div className={shared.stack}>
        <p className={shared.text}>{t('settings.transfer.text')}</p>
        <div className={shared.row}>
          <Button variant="default" leftSection={<IconDownload size="1.0625rem" stroke={1.75} />} onClick={() => setOpen('make')}>
            {t('settings.transfer.save')}
          </Button>
          <Button variant="default" leftSection={<IconUpload size="1.0625rem" stroke={1.75} />} onClick={() => setOpen('take')}>
            {t('settings.transfer.read')}
          </Button>
        </div>
        {last.data?.last === undefined || last.data.last === null ? null : (
          <div className={shared.part}>
            <p className={shared.text}>
              {withNodes(t('settings.transfer.last', { computer: node('computer'), when: node('when') }), { computer: <PlainText value={last.data.last.computer} />, when: <When at={last.data.last.at} /> })}
            </p>
            <div>
              <Button variant="subtle" onClick={() => setOpen('undo')}>
                {t('settings.transfer.undo')}
              </Button>
            </div>
          </div>
        )}
      </div>
      {open === 'make' ? <MakeCopy onClose={close} /> : null}
      {open === 'take' ? <TakeOver onClose={close} /> : null}
      <ConfirmDialog opened={open === 'undo'} title={t('settings.transfer.undo.title')} confirm={t('settings.transfer.undo.confirm')} loading={undo.isPending} onConfirm={() => undo.mutate({})} onClose={close}>
        {t('settings.transfer.undo.text')}
        {undo.error === null ? null : <ProblemPanel problem={toProblem(undo.error)} />}
      </ConfirmDialog>
    </Card>
  );
}
