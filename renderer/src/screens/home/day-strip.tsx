import { Table, Tooltip, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type Icon, IconAlertTriangle, IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { locale, t } from '../../strings/translate.ts';
import classes from './day-strip.module.css';
import type { Overview } from './situation.ts';
import { TextButton } from './text-button.tsx';

type Day = Overview['days'][number];

const looks = {
  none: undefined,
  verified: IconCheck,
  incomplete: IconAlertTriangle,
  'place-behind': IconMinus,
  failed: IconX,
} as const satisfies Record<Day['state'], Icon | undefined>;

const states = ['verified', 'place-behind', 'incomplete', 'failed', 'none'] as const;

// A day of the strip is a date of the calendar, not a moment: no zone may move it.
const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const long = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** What became of the last 30 days, a bar a day; the same as a table for who prefers to read. */
export function DayStrip({ days }: { readonly days: readonly Day[] }): ReactNode {
  const [asTable, { toggle }] = useDisclosure(false);
  return (
    <Card
      title={t('home.days.title')}
      aside={
        <TextButton onClick={toggle}>{t(asTable ? 'home.days.bars' : 'home.days.table')}</TextButton>
      }
    >
      {asTable ? <DayTable days={days} /> : <Bars days={days} />}
    </Card>
  );
}

function Bars({ days }: { readonly days: readonly Day[] }): ReactNode {
  const [at, setAt] = useState(days.length - 1);
  const bars = useRef<HTMLUListElement>(null);
  const help = useId();
  const first = days[0];
  const seen = states.filter((state) => days.some((day) => day.state === state));

  function move(event: KeyboardEvent): void {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: days.length - 1 }[event.key];
    if (to === undefined || to < 0 || to >= days.length) return;
    event.preventDefault();
    setAt(to);
    bars.current?.querySelectorAll<HTMLElement>('[data-day]')[to]?.focus();
  }

  return (
    <>
      <VisuallyHidden id={help}>{t('home.days.help')}</VisuallyHidden>
      <ul ref={bars} className={classes.bars} onKeyDown={move} aria-label={t('home.days.title')} aria-describedby={help}>
        {days.map((day, index) => {
          const Sign = looks[day.state];
          return (
            <li key={day.date} className={classes.slot}>
              <Tooltip label={labelOf(day)}>
                <span className={classes.bar} data-day data-state={day.state} data-made-good={day.state === 'verified' && day.failures > 0 ? true : undefined} role="img" aria-label={labelOf(day)} tabIndex={index === at ? 0 : -1} onFocus={() => setAt(index)}>
                  {Sign === undefined ? null : <Sign size="0.8125rem" stroke={2.5} aria-hidden />}
                </span>
              </Tooltip>
            </li>
          );
        })}
      </ul>
      <div className={classes.ends} aria-hidden>
        <span>{first === undefined ? '' : short.format(new Date(first.date))}</span>
        <span className={classes.legend}>
          {seen.map((state) => {
            const Sign = looks[state];
            return (
              <span key={state} className={classes.meaning}>
                <span className={classes.key} data-state={state}>
                  {Sign === undefined ? null : <Sign size="0.625rem" stroke={3} />}
                </span>
                {t(`home.days.state.${state}`)}
              </span>
            );
          })}
        </span>
        <span>{t('home.days.today')}</span>
      </div>
    </>
  );
}

function labelOf(day: Day): string {
  return t('home.days.label', { date: long.format(new Date(day.date)), state: t(`home.days.state.${day.state}`), counts: t('home.days.counts', { backups: t('count.backups', { count: day.backups }), failures: t('home.days.failed-times', { count: day.failures }) }) });
}

function DayTable({ days }: { readonly days: readonly Day[] }): ReactNode {
  return (
    <div className={classes.table} tabIndex={0} role="region" aria-label={t('home.days.title')}>
      <Table verticalSpacing={4} horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('home.days.day')}</Table.Th>
            <Table.Th>{t('home.days.result')}</Table.Th>
            <Table.Th ta="end">{t('home.days.backups')}</Table.Th>
            <Table.Th ta="end">{t('home.days.failures')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.toReversed().map((day) => (
            <Table.Tr key={day.date}>
              <Table.Td>{long.format(new Date(day.date))}</Table.Td>
              <Table.Td>{t(`home.days.state.${day.state}`)}</Table.Td>
              <Table.Td ta="end">{day.backups}</Table.Td>
              <Table.Td ta="end">{day.failures}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
