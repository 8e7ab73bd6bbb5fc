/** `mailweir archive reconcile`: is everything here that was handed over, and is it as it came? */

import { accountFor } from '../../shared/archive/account.ts';
import { collected } from '../../shared/archive/event-log.ts';
import { accountLine, totalOf } from '../../shared/archive/reconcile.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, exitCodes } from '../fault.ts';
import { jsonLine, printable } from '../printable.ts';
import { bucketOf } from '../state-bucket.ts';
import { print, say, type Terminal } from '../terminal.ts';
import { readLogs } from './log-files.ts';
import { type ArchiveOptions, archiveOptions, withArchive } from './place.ts';
import { moment } from './query-options.ts';

const minuteMs = 60 * 1000;

type Options = ArchiveOptions & { readonly 'state-bucket'?: string | undefined };

export const archiveReconcileCommand = defineCommand({
  name: 'archive reconcile',
  operands: 'LOG…',
  summary: 'Holds the archive against the event log: what came, what is here, and what was changed.',
  notes: `LOG is a file or a folder of WorkMail's event log, as CloudWatch exports it (also .gz), or of the
local organisation's. Every difference is named, and the command ends with 1 where there is one.`,
  options: {
    ...archiveOptions,
    rule: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      help: 'Our flow rule by its name; else those that archived mail was handed over by.',
    },
    'rule-timeout': {
      type: 'string',
      value: 'MINUTES',
      help: 'The timeout of the rule, after which its fallback holds; 240 unless told.',
    },
    'state-bucket': {
      type: 'string',
      value: 'BUCKET',
      help: 'Counts what followers have not done, by their marks; else STATE_BUCKET, or that of --stage.',
    },
    began: { type: 'string', value: 'DAY', help: 'When the archive began: what came before is too old.' },
    json: { type: 'boolean', help: 'One line of JSON.' },
  },

  async run({ options, operands }, terminal) {
    if (operands.length === 0) throw new CommandFault('usage', 'the event log must be named: a file or a folder.');
    const ruleTimeoutMs = minutes(options['rule-timeout'] ?? '240') * minuteMs;
    const began = options.began === undefined ? null : new Date(moment('--began', options.began, 'T00:00:00.000Z'));
    const { lines, ignored } = await readLogs(operands, terminal);
    const log = collected(lines);
    const now = new Date();

    const settings = { now, ruleTimeoutMs, rules: options.rule, began, headless: log.headless() };
    const { hours, differences, keptWithoutRecord, outside } = await withArchive(
      options,
      terminal,
      ({ archive, organisation }, signal) => accountFor(archive, organisation, log.handOvers(), settings, signal),
    );

    const unmarked = await unmarkedIn(options, terminal, now);
    const total = totalOf(hours);
    if (options.json) {
      await print(
        terminal,
        jsonLine({
          schema: 'reconciliation/v1',
          hours,
          total,
          differences,
          keptWithoutRecord,
          outside,
          unmarked,
          ignoredLines: ignored,
        }),
      );
    } else {
      for (const { hour, counts } of hours) await print(terminal, `${hour}:00Z  ${accountLine(counts)}`);
      await print(terminal, `all                ${accountLine(total)}`);
      for (const { code, where, problem } of differences)
        await print(terminal, printable(`${code}  ${where}: ${problem}`));
      if (unmarked !== null) {
        const counts = Object.entries(unmarked).map(([name, count]) => `${count} ${name}`);
        await print(terminal, `without the mark of their followers (dead letters among them): ${counts.join(', ')}`);
      }
      if (keptWithoutRecord > 0)
        await print(
          terminal,
          `${keptWithoutRecord} of the fallback were kept, and not recorded before its time was over.`,
        );
      if (outside > 0)
        await print(terminal, `outside the time of the log, which need not know them: ${outside} records.`);
    }
    if (ignored > 0) say(terminal, `${ignored} lines of the log are no events and were passed over.`);
    return differences.length > 0 ? exitCodes.found : exitCodes.fine;
  },
});

/** Null where no state bucket is named. */
async function unmarkedIn(options: Options, terminal: Terminal, now: Date) {
  const { stage, region } = options;
  const place = await bucketOf({ bucket: options['state-bucket'], stage, region }, terminal);
  if (place === undefined) return null;
  const [{ listing }, { clientIn }, { unmarkedRecords }] = await Promise.all([
    import('../../shared/adapters/listing.ts'),
    import('../../shared/adapters/state-bucket.ts'),
    import('../../shared/followers/unmarked.ts'),
  ]);
  return withArchive(options, terminal, async ({ archive, organisation }, signal) => {
    const client = clientIn(region);
    try {
      const state = listing(client, place.bucket);
      return await unmarkedRecords({ evidence: archive, state }, organisation, now, signal);
    } finally {
      client.destroy();
    }
  });
}

function minutes(given: string): number {
  if (/^\d{1,4}$/.test(given)) return Number(given);
  throw new CommandFault('usage', `--rule-timeout is ${printable(JSON.stringify(given))}: a number of minutes.`);
}
