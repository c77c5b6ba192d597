import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { platformMoment, platformText, utcMicroseconds } from '../../../../electron/engine/sources/base44/records/dates.ts';

describe('dates the platform sets', () => {
  it.each([
    ['2026-06-01T09:23:41.481000', '2026-06-01T09:23:41.481000Z'],
    ['2026-06-01T09:23:41.481000Z', '2026-06-01T09:23:41.481000Z'],
    ['2026-06-01T09:23:41.481Z', '2026-06-01T09:23:41.481000Z'],
    ['2026-06-01T09:23:41', '2026-06-01T09:23:41.000000Z'],
    ['2026-06-01 09:23:41.5', '2026-06-01T09:23:41.500000Z'],
    ['2026-06-01T09:23:41.481000000Z', '2026-06-01T09:23:41.481000Z'],
    ['2026-06-01T09:23:41.481000+00:00', '2026-06-01T09:23:41.481000Z'],
    ['2026-06-01T01:23:41.481007+02:00', '2026-05-31T23:23:41.481007Z'],
    ['2026-06-01T01:23:41-0530', '2026-06-01T06:53:41.000000Z'],
  ])('%s is %s', (text, expected) => {
    expect(utcMicroseconds(text)).toBe(expected);
  });

  it.each(['', 'yesterday', '2026-06-01', '1717233821', '2026-06-01T09:23:41.4810001', '2026-06-01T09:23', 'x2026-06-01T09:23:41Z'])('%s is no such date, or more precise, and stays', (text) => {
    expect(utcMicroseconds(text)).toBe(text);
  });

  it('in every form of one moment are one text, which sorts as the moments do', () => {
    const moment = fc.date({ min: new Date('1980-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const iso = a.toISOString();
        const forms = [iso, iso.slice(0, -1), `${iso.slice(0, -1)}000`, `${iso.slice(0, -1)}000Z`, `${iso.slice(0, -1)}+00:00`];
        const texts = new Set(forms.map(utcMicroseconds));
        expect(texts.size).toBe(1);
        expect(platformMoment(forms[1])).toBe(a.getTime());
        const [one = ''] = texts;
        expect(one < utcMicroseconds(b.toISOString())).toBe(a.getTime() < b.getTime());
      }),
    );
  });

  it('are asked for in the form in which the app has them', () => {
    expect(platformText(new Date('2026-06-01T09:23:41.481Z'), '2026-01-01T00:00:00.000000')).toBe('2026-06-01T09:23:41.481000');
    expect(platformText(new Date('2026-06-01T09:23:41.481Z'), '2026-01-01T00:00:00.000Z')).toBe('2026-06-01T09:23:41.481000Z');
  });
});
