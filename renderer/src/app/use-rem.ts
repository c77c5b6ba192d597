import { useSyncExternalStore } from 'react';

/** Pixels of 1rem: rows and columns grow with the size of text that the person has chosen. */
export function useRem(): number {
  return useSyncExternalStore(subscribe, current);
}

let known = 0;

function current(): number {
  if (known === 0) known = measure();
  return known;
}

function measure(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

function subscribe(listener: () => void): () => void {
  // Nothing tells of a new font size; an element of that size does.
  const probe = document.createElement('div');
  Object.assign(probe.style, { position: 'fixed', width: '10rem', height: '0', visibility: 'hidden', pointerEvents: 'none' });
  document.body.append(probe);
  const observer = new ResizeObserver(() => {
    const now = measure();
    if (now === known) return;
    known = now;
    listener();
  });
  observer.observe(probe);
  return () => {
    observer.disconnect();
    probe.remove();
  };
}
