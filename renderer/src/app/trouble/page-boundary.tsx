import { Component, type ReactNode, useState } from 'react';
import { ReportText } from '../../components/report/report-text.tsx';
import { t } from '../../strings/translate.ts';
import classes from './page-boundary.module.css';
import { tellFailure } from './page-failures.ts';

interface PageBoundaryState {
  readonly broke: boolean;
}

/**
 * Around the whole page: where it cannot be drawn any more, plain words stand in its place, with a way to begin again and a report to take along. Made of nothing that may be what
 * failed.
 */
export class PageBoundary extends Component<{ readonly children: ReactNode }, PageBoundaryState> {
  override state: PageBoundaryState = { broke: false };

  static getDerivedStateFromError(): PageBoundaryState {
    return { broke: true };
  }

  override componentDidCatch(error: unknown): void {
    void tellFailure('page-broke', error);
  }

  override render(): ReactNode {
    return this.state.broke ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage(): ReactNode {
  const [shows, setShows] = useState(false);
  return (
    <main className={classes.page}>
      <div className={classes.words} role="alert">
        <h1 className={classes.sentence}>{t('trouble.page.title')}</h1>
        <p className={classes.text}>{t('trouble.page.body')}</p>
        <p className={classes.text}>{t('trouble.page.step')}</p>
      </div>
      <div className={classes.row}>
        <button type="button" className={classes.main} onClick={() => location.reload()}>
          {t('trouble.page.again')}
        </button>
        <button type="button" className={classes.other} onClick={() => setShows(true)} disabled={shows}>
          {t('report.see')}
        </button>
      </div>
      {shows ? <ReportText /> : null}
    </main>
  );
}
