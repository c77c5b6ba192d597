import { activity } from './activity.ts';
import { alerts } from './alerts.ts';
import { bucket } from './bucket.ts';
import { common } from './common.ts';
import { compare } from './compare.ts';
import { copies } from './copies.ts';
import { data } from './data.ts';
import { drive } from './drive.ts';
import { emergency } from './emergency.ts';
import { grade } from './grade.ts';
import { guard } from './guard.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { leaving } from './leaving.ts';
import { onboarding } from './onboarding.ts';
import { places } from './places.ts';
import { proof } from './proof.ts';
import { retention } from './retention.ts';
import { restore } from './restore.ts';
import { runbook } from './runbook.ts';
import { schedule } from './schedule.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { timeline } from './timeline.ts';
import { watch } from './watch.ts';
import { welcome } from './welcome.ts';

/** One file per screen; keys are `<screen>.<what>`. */
export const en = { ...common, ...shell, ...welcome, ...onboarding, ...home, ...grade, ...timeline, ...compare, ...data, ...restore, ...leaving, ...proof, ...places, ...copies, ...bucket, ...drive, ...runbook, ...schedule, ...retention, ...activity, ...settings, ...alerts, ...guard, ...help, ...emergency, ...watch } as const;
