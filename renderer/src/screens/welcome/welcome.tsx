import { type Icon, IconArrowLeft, IconArrowRight, IconFlask, IconLifebuoy, IconShieldPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useApps } from '../../app/use-app.ts';
import { Front } from '../../components/front.tsx';
import { useHeadingFocus } from '../../components/heading-focus.ts';
import { t } from '../../strings/translate.ts';
import classes from './welcome.module.css';

/** Three doors: protect an app, open a backup, try it without risk. */
export function Welcome(): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const { apps = [] } = useApps();
  useHeadingFocus(heading, '/welcome');
  useEffect(() => {
    document.title = t('shell.title', { screen: t('welcome.title') });
  }, []);
  return (
    <Front
      corner={
        apps.length === 0 ? null : (
          <Link to="/" className={classes.back}>
            <IconArrowLeft size="1rem" aria-hidden />
            {t('welcome.back')}
          </Link>
        )
      }
    >
      <div className={classes.welcome}>
        <h1 ref={heading} tabIndex={-1} className={classes.sentence}>
          <span className={classes.clause}>{t('welcome.sentence')}</span> <span className={classes.clause}>{t('welcome.sentence.end')}</span>
        </h1>
        <p className={classes.lead}>{t('welcome.lead')}</p>
        <div className={classes.doors}>
          <Door to="/protect" icon={IconShieldPlus} title={t('welcome.protect')} text={t('welcome.protect.text')} verb={t('welcome.protect.verb')} primary />
          <Door to="/open" icon={IconLifebuoy} title={t('welcome.open')} text={t('welcome.open.text')} verb={t('welcome.open.verb')} />
          <Door to="/sample" icon={IconFlask} title={t('welcome.sample')} text={t('welcome.sample.text')} verb={t('welcome.sample.verb')} />
        </div>
        <div className={classes.below}>
          <p className={classes.works}>
            <span>{t('welcome.works-with')}</span>
            <strong>{t('shell.platform.base44')}</strong>
            <strong>{t('welcome.csv')}</strong>
          </p>
          {apps.length === 0 ? (
            <p className={classes.move}>
              <Link to="/settings" search={{ read: true }}>
                {t('welcome.move')}
              </Link>
            </p>
          ) : null}
        </div>
      </div>
    </Front>
  );
}

interface DoorProps {
  readonly to: '/protect' | '/open' | '/sample';
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
  readonly verb: string;
  readonly primary?: boolean;
}

function Door({ to, icon: Sign, title, text, verb, primary = false }: DoorProps): ReactNode {
  return (
    <Link to={to} className={classes.door} data-primary={primary}>
      <Sign size="1.75rem" stroke={1.5} aria-hidden className={classes.sign} />
      <span className={classes.title}>{title}</span>
      <span className={classes.text}>{text}</span>
      <span className={classes.verb}>
        {verb}
        <IconArrowRight size="1rem" stroke={2} aria-hidden className={classes.arrow} />
      </span>
    </Link>
  );
}
