/** Clocks on walls: what a time zone of the IANA database shows at an instant, and when it shows a given time. */

/** As Intl knows it: `Europe/Vilnius`. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (fault) {
    if (fault instanceof RangeError) return false;
    throw fault;
  }
}

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export type Weekday = (typeof weekdays)[number];

export interface WallClock {
  /** The time shown, counted as if the zone were UTC, in milliseconds. */
  readonly ms: number;
  readonly weekday: Weekday;
  /** Since midnight. */
  readonly minutes: number;
}

export function wallClock(instant: Date, zone: string): WallClock {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const ms = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return {
    ms,
    weekday: weekdays[new Date(ms).getUTCDay()] ?? 'sun',
    minutes: part('hour') * 60 + part('minute'),
  };
}

/**
 * The instant at which the zone's clocks show a local time (`2026-06-01T08:00:00`): the first where they show it twice,
 * and where they skip it the instant that many minutes after the skip began.
 */
export function instantOf(local: string, zone: string): Date {
  const ms = Date.parse(`${local}Z`);
  const dayMs = 24 * 60 * 60 * 1000;
  // Zones change their clocks no more than once in two days, so one of the two is the offset we look for.
  const before = offsetAt(ms - dayMs, zone);
  const after = offsetAt(ms + dayMs, zone);
  const candidates = [ms - before, ms - after].filter((candidate) => wallClock(new Date(candidate), zone).ms === ms);
  return new Date(candidates.length > 0 ? Math.min(...candidates) : ms - before);
}

function offsetAt(ms: number, zone: string): number {
  return wallClock(new Date(ms), zone).ms - ms;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
