import type { Parcel } from './parcel.ts';
import { testWords } from './webhook.ts';

/** A message for people: what it is about, and a few lines. */
export interface Text {
  readonly subject: string;
  readonly lines: readonly string[];
}

export function textOf({ content }: Parcel): Text {
  switch (content.kind) {
    case 'test':
      return { subject: testWords.title, lines: [testWords.meaning, testWords.next] };
    case 'digest':
      return { subject: content.subject, lines: content.lines };
    case 'alert': {
      const { title, meaning, next } = content.message;
      const subject = content.what === 'escalated' ? `Still open: ${title}` : title;
      return { subject, lines: content.what === 'resolved' ? [meaning] : [meaning, `What to do: ${next}`] };
    }
  }
}
