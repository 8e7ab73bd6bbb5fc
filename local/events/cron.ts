/**
 * When a schedule is due (EventBridge User Guide, "Schedule patterns"): `rate(5 minutes)` or `cron(0 3 ? * MON-FRI *)`,
 * in UTC, to the minute.
 */

export interface SchedulePattern {
  /** The first time after `after`; undefined if there is none any more. `since` is when the rule was made. */
  next(after: Date, since: Date): Date | undefined;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const unitsMs = new Map([
  ['minute', minuteMs],
  ['hour', 60 * minuteMs],
  ['day', dayMs],
]);
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** No date repeats later than the 29th of February on one weekday: 40 years over a century's end. */
const longestSearchDays = 41 * 366;

/** Throws an error that names what is wrong with the pattern. */
export function parseSchedule(text: string): SchedulePattern {
  const [, kind, content] = /^(rate|cron)\(([^()]*)\)$/.exec(text) ?? [];
  if (kind === 'rate' && content !== undefined) return parseRate(text, content);
  if (kind === 'cron' && content !== undefined) return parseCron(text, content);
  throw new Error(`The schedule ${JSON.stringify(text)} is neither rate(…) nor cron(…)`);
}

function parseRate(text: string, content: string): SchedulePattern {
  const [, count, unit = '', plural] = /^([1-9]\d{0,6}) (minute|hour|day)(s?)$/.exec(content) ?? [];
  const unitMs = unitsMs.get(unit);
  if (unitMs === undefined || (count === '1') !== (plural === '')) {
    throw new Error(`The schedule ${text} is no rate: write rate(1 hour) or rate(5 minutes)`);
  }
  const everyMs = Number(count) * unitMs;
  return {
    next(after, since) {
      const passed = Math.floor((after.getTime() - since.getTime()) / everyMs);
      return new Date(since.getTime() + Math.max(1, passed + 1) * everyMs);
    },
  };
}

function parseCron(text: string, content: string): SchedulePattern {
  const fields = content.split(' ');
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  if (fields.length !== 6) throw new Error(`The schedule ${text} has ${fields.length} fields; EventBridge has 6`);
  if ((day === '?') === (weekday === '?')) {
    throw new Error(
      `The schedule ${text} needs a ? for the day of the month or for the day of the week, and for one only`,
    );
  }
  const minutes = [...numbers(text, minute, 0, 59)];
  const hours = [...numbers(text, hour, 0, 23)];
  const inMonth = numbers(text, month, 1, 12, months);
  const inYear = numbers(text, year, 1970, 2199);
  const onDay = day === '?' ? onWeekday(text, weekday) : onMonthday(text, day);
  const isDay = (date: Date) => inYear.has(date.getUTCFullYear()) && inMonth.has(date.getUTCMonth() + 1) && onDay(date);
  return {
    next(after) {
      const midnight = Math.floor(after.getTime() / dayMs) * dayMs;
      for (let days = 0; days < longestSearchDays; days += 1) {
        const start = midnight + days * dayMs;
        if (!isDay(new Date(start))) continue;
        const times = hours.flatMap((h) => minutes.map((m) => start + (h * 60 + m) * minuteMs));
        const next = times.sort((a, b) => a - b).find((time) => time > after.getTime());
        if (next !== undefined) return new Date(next);
      }
      return undefined;
    },
  };
}

function onMonthday(text: string, field: string): (date: Date) => boolean {
  if (field === 'L') return (date) => date.getUTCDate() === lastDay(date);
  const nearest = /^(\d{1,2})W$/.exec(field)?.[1];
  if (nearest !== undefined) {
    const [wanted] = numbers(text, nearest, 1, 31);
    return (date) => wanted !== undefined && date.getUTCDate() === nearestWeekday(date, wanted);
  }
  const days = numbers(text, field, 1, 31);
  return (date) => days.has(date.getUTCDate());
}

/** 1 is Sunday. */
function onWeekday(text: string, field: string): (date: Date) => boolean {
  const [, named, sign, nth] = /^([A-Z]{3}|\d)(?:(#)([1-5])|L)$/i.exec(field) ?? [];
  if (field === 'L') return (date) => date.getUTCDay() === 6;
  if (named !== undefined) {
    const [wanted = 0] = numbers(text, named, 1, 7, weekdays);
    const isNth = (date: Date) =>
      sign === '#' ? Math.ceil(date.getUTCDate() / 7) === Number(nth) : date.getUTCDate() + 7 > lastDay(date);
    return (date) => date.getUTCDay() + 1 === wanted && isNth(date);
  }
  const days = numbers(text, field, 1, 7, weekdays);
  return (date) => days.has(date.getUTCDay() + 1);
}

/** The weekday nearest to a day of the month, without leaving the month. */
function nearestWeekday(date: Date, wanted: number): number {
  const last = lastDay(date);
  if (wanted > last) return Number.NaN;
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), wanted)).getUTCDay();
  if (weekday === 6) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === 0) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
}

function lastDay(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

/** The numbers that a field of lists, ranges and steps stands for, lowest first. */
function numbers(text: string, field: string, low: number, high: number, names: readonly string[] = []): Set<number> {
  const fail = (): never => {
    throw new Error(`The schedule ${text}: ${JSON.stringify(field)} is no field of ${low} to ${high}`);
  };
  const numberOf = (word: string): number => {
    const named = names.indexOf(word.toUpperCase());
    const value = named >= 0 ? named + low : /^\d{1,4}$/.test(word) ? Number(word) : Number.NaN;
    return value >= low && value <= high ? value : fail();
  };
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/([1-9]\d{0,3}))?$/.exec(part) ?? [];
    const [, from, to] = /^([^-]+)-([^-]+)$/.exec(range) ?? [];
    const first = range === '*' ? low : numberOf(from ?? range);
    const last = range === '*' ? high : to === undefined ? (step === undefined ? first : high) : numberOf(to);
    // FRI-MON goes over the end.
    const width = last >= first ? last - first : last - first + (high - low + 1);
    for (let offset = 0; offset <= width; offset += Number(step ?? 1)) {
      found.add(((first - low + offset) % (high - low + 1)) + low);
    }
  }
  return new Set([...found].sort((a, b) => a - b));
}
