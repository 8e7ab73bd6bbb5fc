/** The options that say which messages of the archive are meant. */

import type { ArchiveQuery } from '../../shared/archive/query.ts';
import type { Given, OptionSpecs } from '../arguments.ts';
import { CommandFault } from '../fault.ts';
import { printable } from '../printable.ts';

export const queryOptions = {
  since: {
    type: 'string',
    value: 'DAY',
    help: 'First seen on this day (UTC) or later: yyyy-mm-dd, or a time, local without a zone.',
  },
  until: { type: 'string', value: 'DAY', help: 'First seen on this day or earlier.' },
  from: {
    type: 'string',
    multiple: true,
    value: 'ADDRESS',
    help: 'The reverse-path: an address, @domain, or <> for none.',
  },
  to: { type: 'string', multiple: true, value: 'ADDRESS', help: 'A recipient of the envelope: an address or @domain.' },
  direction: { type: 'string', value: 'inbound|outbound', help: 'Which way it travelled.' },
  kind: { type: 'string', value: 'delivery|import', help: 'How it came into the archive.' },
  source: {
    type: 'string',
    value: 'SOURCE',
    help: 'workmail, or the kind of an import: maildir, mbox, eml, workmail-export.',
  },
  'source-name': {
    type: 'string',
    multiple: true,
    value: 'NAME',
    help: 'The name of an import’s source: its --name, else its file name.',
  },
  action: {
    type: 'string',
    multiple: true,
    value: 'ACTION',
    help: 'What was answered for a recipient: DEFAULT, DROP …',
  },
  reason: { type: 'string', multiple: true, value: 'CODE', help: 'A reason code of a finding.' },
  class: { type: 'string', multiple: true, value: 'ID', help: 'The retention class, such as standard or junk.' },
  sha256: { type: 'string', multiple: true, value: 'HASH', help: 'The SHA-256 of the original.' },
  id: { type: 'string', multiple: true, value: 'ID', help: 'The id of the entry.' },
} as const satisfies OptionSpecs;

type QueryOptions = Given<typeof queryOptions>;

export function queryFrom(options: QueryOptions): ArchiveQuery {
  const { since, until, direction, kind, source, from, to, action, reason, class: classes, sha256, id } = options;
  const { 'source-name': sourceName } = options;
  return {
    ...(since !== undefined && { since: moment('--since', since, 'T00:00:00.000Z') }),
    ...(until !== undefined && { until: moment('--until', until, 'T23:59:59.999Z') }),
    ...(direction !== undefined && {
      direction: oneOf('--direction', direction, ['inbound', 'outbound']).toUpperCase(),
    }),
    ...(kind !== undefined && { kind: oneOf('--kind', kind, ['delivery', 'import']) }),
    ...(source !== undefined && { source }),
    ...Object.fromEntries(
      Object.entries({
        sourceName,
        from,
        to,
        action,
        reason,
        class: classes,
        sha256: sha256.map(hash),
        id: id.map(hash),
      }).filter(([, values]) => values.length > 0),
    ),
  };
}

/** An act on everything must be meant: it is asked for by a query that says something. */
export function isEmpty(query: ArchiveQuery): boolean {
  return Object.keys(query).length === 0;
}

export function moment(option: string, given: string, rest: string): string {
  const time = new Date(/^\d{4}-\d{2}-\d{2}$/.test(given) ? `${given}${rest}` : given);
  // A day that does not exist, such as 2026-02-30, is another day to Date.
  const exists = !Number.isNaN(time.getTime()) && /^\d{4}-\d{2}-\d{2}(T|$)/.test(given);
  if (exists && (given.length > 10 || time.toISOString().startsWith(given))) return time.toISOString();
  throw new CommandFault(
    'usage',
    `${option} is ${printable(JSON.stringify(given))}: give a day (2026-11-24) or a time (2026-11-24T05:00:00Z).`,
  );
}

function oneOf(option: string, given: string, known: readonly string[]): string {
  if (known.includes(given.toLowerCase())) return given.toLowerCase();
  throw new CommandFault('usage', `${option} is ${printable(JSON.stringify(given))}: it is ${known.join(' or ')}.`);
}

export function hash(given: string): string {
  if (/^[0-9a-f]{64}$/i.test(given)) return given.toLowerCase();
  throw new CommandFault(
    'usage',
    `${printable(JSON.stringify(given))} is no id or hash of the archive: 64 of 0-9 and a-f.`,
  );
}
