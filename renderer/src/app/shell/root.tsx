import { Outlet, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { helpAbout } from './help-about.ts';

/** Around every screen: F1 opens the help at what is looked at. */
export function Root(): ReactNode {
  const navigate = useNavigate();
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== 'F1' || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      event.preventDefault();
      const page = helpAbout(window.location.hash.slice(1));
      if (page !== 'already') void navigate(page === undefined ? { to: '/help' } : { to: '/help/$page', params: { page } });
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [navigate]);
  return <Outlet />;
}
