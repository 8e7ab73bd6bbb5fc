import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { isActive, type Schedule } from '../../shared/reply/schedule.ts';
import { instantOf, isZone, wallClock } from '../../shared/reply/zone.ts';

const schedule = (traits: Partial<Schedule>): Schedule => ({
  zone: 'Europe/Vilnius',
  start: null,
  end: null,
  weekly: [],
  when: 'inside',
  ...traits,
});
const office = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }] as const;
const nights = [{ days: ['fri'], from: '22:00', to: '06:00' }] as const;

describe('a schedule', () => {
  // Vilnius is three hours ahead of UTC in June. 10 June 2026 is a Wednesday.
  it.each([
    { at: '2026-06-10T06:00:00Z', on: schedule({}), active: true },
    { at: '2026-05-31T20:59:59Z', on: schedule({ start: '2026-06-01T00:00' }), active: false },
    { at: '2026-05-31T21:00:00Z', on: schedule({ start: '2026-06-01T00:00' }), active: true },
    { at: '2026-06-09T20:59:59Z', on: schedule({ end: '2026-06-10T00:00:00' }), active: true },
    { at: '2026-06-09T21:00:00Z', on: schedule({ end: '2026-06-10T00:00:00' }), active: false },
    { at: '2026-06-10T06:00:00Z', on: schedule({ weekly: office }), active: true },
    { at: '2026-06-10T05:59:59Z', on: schedule({ weekly: office }), active: false },
    { at: '2026-06-10T14:00:00Z', on: schedule({ weekly: office }), active: false },
    { at: '2026-06-10T14:00:00Z', on: schedule({ weekly: office, when: 'outside' }), active: true },
    { at: '2026-06-13T09:00:00Z', on: schedule({ weekly: office }), active: false }, // Saturday
    { at: '2026-06-12T18:59:00Z', on: schedule({ weekly: nights }), active: false }, // Friday 21:59
    { at: '2026-06-12T19:00:00Z', on: schedule({ weekly: nights }), active: true },
    { at: '2026-06-13T02:59:00Z', on: schedule({ weekly: nights }), active: true }, // Saturday 05:59
    { at: '2026-06-13T03:00:00Z', on: schedule({ weekly: nights }), active: false },
    { at: '2026-06-12T02:00:00Z', on: schedule({ weekly: nights }), active: false }, // Friday morning
    {
      at: '2026-06-14T20:59:00Z',
      on: schedule({ weekly: [{ days: ['sun'], from: '00:00', to: '24:00' }] }),
      active: true,
    },
  ])('$at in $on.start $on.end $on.weekly $on.when: $active', ({ at, on, active }) => {
    expect(isActive(on, new Date(at))).toBe(active);
  });

  it('ends for good where the clocks show its end twice', () => {
    const on = schedule({ zone: 'Europe/Berlin', end: '2026-10-25T02:30' });
    expect(isActive(on, new Date('2026-10-25T00:29:59Z'))).toBe(true);
    expect(isActive(on, new Date('2026-10-25T00:30:00Z'))).toBe(false);
    expect(isActive(on, new Date('2026-10-25T01:15:00Z'))).toBe(false); // 02:15 once more
  });

  it('begins where the clocks skip its start', () => {
    const on = schedule({ zone: 'Europe/Berlin', start: '2026-03-29T02:30' });
    expect(isActive(on, new Date('2026-03-29T01:29:59Z'))).toBe(false);
    expect(isActive(on, new Date('2026-03-29T01:30:00Z'))).toBe(true);
  });
});

describe('a zone', () => {
  it.each(['Europe/Vilnius', 'UTC', 'America/St_Johns'])('%s is one', (zone) => expect(isZone(zone)).toBe(true));

  it.each(['', 'Vilnius', 'Europe/Nowhere', '../etc'])('%j is none', (zone) => expect(isZone(zone)).toBe(false));

  prop.prop([
    fc.constantFrom('Europe/Vilnius', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia'),
    fc.date({ min: new Date('2015-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
  ])('shows an instant again that is read from its clocks', (zone, date) => {
    const shown = wallClock(date, zone);
    const again = instantOf(new Date(shown.ms).toISOString().slice(0, 19), zone);
    expect(wallClock(again, zone).ms).toBe(shown.ms);
    expect(again.getTime()).toBeLessThanOrEqual(date.getTime());
  });
});
