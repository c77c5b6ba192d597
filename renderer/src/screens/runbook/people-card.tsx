import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconTrash, IconUserPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { t } from '../../strings/translate.ts';
import { type DraftPerson, newPerson, roles, wrongWith } from './draft.ts';
import classes from './runbook.module.css';

const most = 12;

interface PeopleCardProps {
  readonly people: readonly DraftPerson[];
  /** Somebody tried to save: what is wrong is said. */
  readonly tried: boolean;
  readonly onChange: (people: readonly DraftPerson[]) => void;
}

export function PeopleCard({ people, tried, onChange }: PeopleCardProps): ReactNode {
  return (
    <Card title={t('runbook.people')}>
      <p className={classes.lead}>{t('runbook.people.lead')}</p>
      <ul className={classes.people}>
        {people.map((person, n) => (
          <PersonRow
            key={person.key}
            person={person}
            number={n + 1}
            wrong={tried ? wrongWith(person) : undefined}
            onChange={(changed) => onChange(people.map((each) => (each.key === person.key ? changed : each)))}
            onRemove={() => onChange(people.filter((each) => each.key !== person.key))}
          />
        ))}
      </ul>
      <Button variant="default" leftSection={<IconUserPlus size="1.0625rem" stroke={1.75} aria-hidden />} disabled={people.length >= most} onClick={() => onChange([...people, newPerson()])}>
        {t('runbook.person.add')}
      </Button>
    </Card>
  );
}

interface PersonRowProps {
  readonly person: DraftPerson;
  readonly number: number;
  readonly wrong: 'no-name' | 'no-role' | undefined;
  readonly onChange: (person: DraftPerson) => void;
  readonly onRemove: () => void;
}

function PersonRow({ person, number, wrong, onChange, onRemove }: PersonRowProps): ReactNode {
  const { name, phone, email } = person;
  return (
    <li className={classes.person}>
      <fieldset className={classes.fieldset}>
        <legend className={classes.srOnly}>{name.trim() === '' ? t('runbook.person', { number }) : name}</legend>
        <div className={classes.contacts}>
          <TextInput label={t('runbook.person.name')} maxLength={80} value={name} onChange={(event) => onChange({ ...person, name: event.currentTarget.value })} error={wrong === 'no-name' ? t('runbook.person.no-name') : undefined} autoComplete="off" />
          <div className={classes.reach}>
            <TextInput label={t('runbook.person.phone')} type="tel" maxLength={40} value={phone} onChange={(event) => onChange({ ...person, phone: event.currentTarget.value })} autoComplete="off" />
            <TextInput label={t('runbook.person.email')} type="email" maxLength={120} value={email} onChange={(event) => onChange({ ...person, email: event.currentTarget.value })} autoComplete="off" />
          </div>
          <ActionIcon className={classes.remove} variant="subtle" color="alarm" size="lg" onClick={onRemove} aria-label={name.trim() === '' ? t('runbook.person.remove.unnamed', { number }) : t('runbook.person.remove', { name })}>
            <IconTrash size="1.125rem" stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
        <Checkbox.Group
          label={t('runbook.person.roles')}
          labelProps={{ className: classes.srOnly }}
          value={[...person.roles]}
          onChange={(values) => onChange({ ...person, roles: roles.filter((role) => values.includes(role)) })}
          error={wrong === 'no-role' ? t('runbook.person.no-role') : undefined}
        >
          <div className={classes.roles}>
            {roles.map((role) => (
              <Checkbox key={role} size="md" value={role} label={t(`runbook.role.${role}`)} />
            ))}
          </div>
        </Checkbox.Group>
      </fieldset>
    </li>
  );
}
