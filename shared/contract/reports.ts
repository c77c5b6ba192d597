import { z } from 'zod';
import { call, done, instant } from './base.ts';

/** A script of the page that failed: of which kind, and where in the page's own files. Never its words. */
const pageFailure = z.strictObject({
  kind: z.enum(['page-error', 'page-rejection', 'page-broke']),
  name: z.string().max(60),
  /** `assets/index-Ab12.js:1:234`, innermost first. */
  frames: z.array(z.string().max(120).regex(/^assets\/[\w.-]{1,80}\.js:\d{1,7}:\d{1,7}$/)).max(25),
});

/** What went wrong with Holdfast itself, for a person who wants to tell somebody. Nothing is sent from here. */
export const reports = {
  /** Problems that were kept, the newest first. */
  list: call.output(z.object({ problems: z.array(z.object({ id: z.string(), at: instant, area: z.string(), kind: z.string() })) })),
  /** The report: `text` is what is saved, to the letter. `names`: what the names in it stand for, for the person alone. */
  make: call.output(z.object({ fileName: z.string(), text: z.string(), names: z.array(z.object({ shown: z.string(), name: z.string() })) })),
  /** Something failed in the page. `kept`: a report of it was kept just now. */
  failed: call.input(pageFailure).output(done.extend({ kept: z.boolean() })),
};
