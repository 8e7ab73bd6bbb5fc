/** When a responder answers: from a date to a date, and inside or outside weekly hours, by the clock of its zone. */

import { instantOf, type Weekday, wallClock, weekdays } from './zone.ts';

export interface Schedule {
  /** Of the IANA database. */
  readonly zone: string;
  /** Local, inclusive: `2026-06-01T00:00:00`; null = since ever. */
  readonly start: string | null;
  /** Local, exclusive; null = for good. */
  readonly end: string | null;
  /** Empty: no weekly rule. */
  readonly weekly: readonly WeeklyHours[];
  /** Active inside or outside the weekly hours. */
  readonly when: 'inside' | 'outside';
}

export interface WeeklyHours {
  /** The days on which the hours begin. */
  readonly days: readonly Weekday[];
  /** `09:00`. */
  readonly from: string;
  /** Exclusive; up to `24:00`. Not after `from`: on the next day. */
  readonly to: string;
}

export function isActive(schedule: Schedule | null, now: Date): boolean {
  if (schedule === null) return true;
  const { zone, start, end, weekly, when } = schedule;
  if (start !== null && now < instantOf(start, zone)) return false;
  if (end !== null && now >= instantOf(end, zone)) return false;
  if (weekly.length === 0) return true;
  const { weekday, minutes } = wallClock(now, zone);
  const inside = weekly.some((hours) => contains(hours, weekday, minutes));
  return inside === (when === 'inside');
}

function contains({ days, from, to }: WeeklyHours, weekday: Weekday, minutes: number): boolean {
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  if (begin < end) return days.includes(weekday) && minutes >= begin && minutes < end;
  // Over midnight: the evening of the day itself, the morning of the day after.
  return (days.includes(weekday) && minutes >= begin) || (days.includes(dayBefore(weekday)) && minutes < end);
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function dayBefore(weekday: Weekday): Weekday {
  return weekdays[(weekdays.indexOf(weekday) + 6) % 7] ?? weekday;
}
