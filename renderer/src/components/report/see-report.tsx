import { Button, Modal } from '@mantine/core';
import { IconFileDescription } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { t } from '../../strings/translate.ts';
import { ReportText } from './report-text.tsx';

/** A button to the report, which can be read before it is saved. */
export function SeeReport(): ReactNode {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconFileDescription size="1.0625rem" stroke={1.75} aria-hidden />} onClick={() => setOpened(true)}>
        {t('report.see')}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('report.title')} size="xl" closeButtonProps={{ 'aria-label': t('common.close') }}>
        <ReportText />
      </Modal>
    </>
  );
}
