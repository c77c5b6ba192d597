import { ActionIcon, Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { query } from '../../app/data/queries.ts';
import { useNow } from '../../components/when.tsx';
import { clockTime } from '../../strings/age.ts';
import { t } from '../../strings/translate.ts';
import { type FormKind, type Rule, ruleFrom, type Typed, typedFrom, weekdays, zonesWith } from './rules.ts';
import classes from './schedule.module.css';

interface RuleFormProps {
  readonly kind: FormKind;
  readonly rule: Rule | null;
  /** This computer's. */
  readonly zone: string;
  readonly loading: boolean;
  readonly onSave: (rule: Rule) => void;
}

const mostTimes = 24;

/** Times of the day, days of the week or a cron line, with what they come to; saved when a person says so. */
export function RuleForm({ kind, rule, zone, loading, onSave }: RuleFormProps): ReactNode {
  const [typed, setTyped] = useState<Typed>(() => typedFrom(rule, zone));
  const change = (part: Partial<Typed>): void => setTyped((before) => ({ ...before, ...part }));
  const next = ruleFrom(kind, typed);
  const preview = useQuery(query.schedule.preview.queryOptions({ input: { rule: next ?? { kind: 'every', hours: 1 } }, enabled: next !== undefined }));
  const comesTo = next === undefined ? undefined : preview.data;
  const isRule = comesTo !== undefined && comesTo.problem === undefined;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (next !== undefined && isRule && !loading) onSave(next);
      }}
    >
      {kind === 'weekly' ? (
        <Checkbox.Group label={t('schedule.form.days')} value={[...typed.days]} onChange={(days) => change({ days: weekdays.filter((day) => days.includes(day)) })}>
          <Group gap="sm" mt={6}>
            {weekdays.map((day) => (
              <Checkbox key={day} value={day} label={t(`schedule.day.${day}`)} />
            ))}
          </Group>
        </Checkbox.Group>
      ) : null}
      {kind === 'cron' ? (
        <TextInput label={t('schedule.form.line')} description={t('schedule.form.line.why')} value={typed.expression} maxLength={100} spellCheck={false} onChange={({ currentTarget: { value } }) => change({ expression: value })} />
      ) : (
        <Times times={typed.times} onChange={(times) => change({ times })} />
      )}
      <NativeSelect label={t('schedule.form.zone')} value={typed.zone} data={zonesWith(zone, typed.zone)} onChange={({ currentTarget: { value } }) => change({ zone: value })} />
      <ComesTo upcoming={comesTo?.upcoming ?? []} problem={next === undefined ? t('schedule.form.incomplete') : comesTo?.problem} />
      <Group>
        <Button type="submit" loading={loading} disabled={!isRule}>
          {t('schedule.form.save')}
        </Button>
      </Group>
    </form>
  );
}

function Times({ times, onChange }: { readonly times: readonly string[]; readonly onChange: (times: readonly string[]) => void }): ReactNode {
  return (
    <fieldset className={classes.times}>
      <legend>{t('schedule.form.times')}</legend>
      {times.map((time, index) => (
        <span key={index} className={classes.time}>
          <TextInput type="time" aria-label={t('schedule.form.time', { number: index + 1 })} value={time} onChange={({ currentTarget: { value } }) => onChange(times.with(index, value))} />
          {times.length === 1 ? null : (
            <ActionIcon variant="subtle" color="gray" aria-label={t('schedule.form.time.remove', { time })} onClick={() => onChange(times.toSpliced(index, 1))}>
              <IconX size="1rem" stroke={1.75} aria-hidden />
            </ActionIcon>
          )}
        </span>
      ))}
      {times.length < mostTimes ? (
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size="0.875rem" stroke={2} aria-hidden />} onClick={() => onChange([...times, '15:00'])}>
          {t('schedule.form.time.add')}
        </Button>
      ) : null}
    </fieldset>
  );
}

/** The next times, or why there are none. */
function ComesTo({ upcoming, problem }: { readonly upcoming: readonly string[]; readonly problem: string | undefined }): ReactNode {
  const now = useNow();
  return (
    <p className={classes.small} role="status">
      {problem ?? (upcoming.length === 0 ? t('common.loading') : t('schedule.form.next', { times: upcoming.map((at) => clockTime(at, now)).join(' · ') }))}
    </p>
  );
}
