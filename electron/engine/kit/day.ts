const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `3 March 2026`, the day it is in the zone of this computer: for paper, so no order of numbers that another country reads differently. */
export function formatDay(at: Date): string {
  return `${at.getDate()} ${months[at.getMonth()] ?? ''} ${at.getFullYear()}`;
}
