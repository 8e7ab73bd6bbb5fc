import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../../local/events/cron.ts';

const since = new Date('2026-11-23T10:07:30Z'); // a Monday
const next = (text: string, after = since.toISOString()) =>
  parseSchedule(text).next(new Date(after), since)?.toISOString();

describe('parseSchedule', () => {
  it.each([
    { text: 'rate(1 minute)', time: '2026-11-23T10:08:30.000Z' },
    { text: 'rate(5 minutes)', time: '2026-11-23T10:12:30.000Z' },
    { text: 'rate(1 hour)', time: '2026-11-23T11:07:30.000Z' },
    { text: 'rate(2 days)', time: '2026-11-25T10:07:30.000Z' },
    { text: 'cron(* * * * ? *)', time: '2026-11-23T10:08:00.000Z' },
    { text: 'cron(0 3 * * ? *)', time: '2026-11-24T03:00:00.000Z' },
    { text: 'cron(0/15 * * * ? *)', time: '2026-11-23T10:15:00.000Z' },
    { text: 'cron(5,35 14 * * ? *)', time: '2026-11-23T14:05:00.000Z' },
    { text: 'cron(0 8 1 * ? *)', time: '2026-12-01T08:00:00.000Z' },
    { text: 'cron(0 8 ? * MON-FRI *)', time: '2026-11-24T08:00:00.000Z' },
    { text: 'cron(0 8 ? * 1 *)', time: '2026-11-29T08:00:00.000Z' }, // 1 is Sunday
    { text: 'cron(0 8 ? * FRI-SUN *)', time: '2026-11-27T08:00:00.000Z' },
    { text: 'cron(0 8 ? * MON#1 *)', time: '2026-12-07T08:00:00.000Z' },
    { text: 'cron(0 8 ? * 2L *)', time: '2026-11-30T08:00:00.000Z' }, // the last Monday
    { text: 'cron(0 8 L * ? *)', time: '2026-11-30T08:00:00.000Z' },
    { text: 'cron(0 8 29 FEB ? *)', time: '2028-02-29T08:00:00.000Z' },
    { text: 'cron(0 8 15W JAN-MAR ? 2028)', time: '2028-01-14T08:00:00.000Z' }, // the 15th is a Saturday
    { text: 'cron(0 8 1W AUG ? 2027)', time: '2027-08-02T08:00:00.000Z' }, // a Sunday
    { text: 'cron(0 8 * * ? 2025)', time: undefined },
  ])('$text is due at $time', ({ text, time }) => {
    expect(next(text)).toBe(time);
  });

  it('comes after, never at, the time asked for', () => {
    expect(next('cron(0 3 * * ? *)', '2026-11-24T03:00:00Z')).toBe('2026-11-25T03:00:00.000Z');
    expect(next('rate(1 hour)', '2026-11-23T11:07:30Z')).toBe('2026-11-23T12:07:30.000Z');
  });

  it.each([
    { text: 'every day', says: 'neither rate(…) nor cron(…)' },
    { text: 'rate(5 minute)', says: 'rate(5 minutes)' },
    { text: 'rate(1 minutes)', says: 'rate(1 hour)' },
    { text: 'rate(0 minutes)', says: 'is no rate' },
    { text: 'cron(0 3 * * ?)', says: '5 fields' },
    { text: 'cron(0 3 * * * *)', says: 'needs a ?' },
    { text: 'cron(0 3 ? * ? *)', says: 'needs a ?' },
    { text: 'cron(60 3 * * ? *)', says: '"60" is no field of 0 to 59' },
    { text: 'cron(0 3 32 * ? *)', says: '"32" is no field of 1 to 31' },
    { text: 'cron(0 3 ? * FOO *)', says: '"FOO" is no field of 1 to 7' },
    { text: 'cron(0 3 ? * , *)', says: 'is no field' },
  ])('refuses $text', ({ text, says }) => {
    expect(() => parseSchedule(text)).toThrow(says);
  });

  const anyTime = fc.date({ min: new Date('2020-01-01'), max: new Date('2150-01-01'), noInvalidDate: true });
  const patterns = ['rate(7 minutes)', 'cron(0/20 4-6 * * ? *)', 'cron(0 0 ? * THU#5 *)', 'cron(1 2 29 FEB ? *)'];
  prop.prop([fc.constantFrom(...patterns), anyTime], { numRuns: 50 })('goes on, and skips nothing', (text, after) => {
    const pattern = parseSchedule(text);
    const first = pattern.next(after, since);
    if (first === undefined) throw new Error(`${text} ends after ${after.toISOString()}`);
    expect(first.getTime()).toBeGreaterThan(after.getTime());
    expect(pattern.next(new Date(first.getTime() - 1), since)).toEqual(first);
    expect(pattern.next(first, since)?.getTime()).toBeGreaterThan(first.getTime());
  });
});
