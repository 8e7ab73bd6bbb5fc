/** `mailweir archive reconcile`: is everything here that was handed over, and is it as it came? */

import { readActs } from '../../shared/archive/act.ts';
import type { ArchiveEntry } from '../../shared/archive/entry.ts';
import { erasedHandles } from '../../shared/archive/erase.ts';
import { type HandOver, handOversOf } from '../../shared/archive/event-log.ts';
import { inspectKeys, inspectReferences } from '../../shared/archive/inspect.ts';
import { lookThrough } from '../../shared/archive/look-through.ts';
import {
  accountLine,
  type Difference,
  joinByContent,
  joinByHandle,
  type Reconciliation,
  reconcile,
  totalOf,
  type Witness,
} from '../../shared/archive/reconcile.ts';
import { fieldsNamed, rawValue } from '../../shared/mail/header.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import type { Archive } from '../../shared/ports.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, exitCodes } from '../fault.ts';
import { jsonLine, printable } from '../printable.ts';
import { print, say } from '../terminal.ts';
import { readLogs } from './log-files.ts';
import { archiveOptions, withArchive } from './place.ts';
import { moment } from './query-options.ts';

const minuteMs = 60 * 1000;

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
    began: { type: 'string', value: 'DAY', help: 'When the archive began: what came before is too old.' },
    json: { type: 'boolean', help: 'One line of JSON.' },
  },

  async run({ options, operands }, terminal) {
    if (operands.length === 0) throw new CommandFault('usage', 'the event log must be named: a file or a folder.');
    const ruleTimeoutMs = minutes(options['rule-timeout'] ?? '240') * minuteMs;
    const began = options.began === undefined ? null : new Date(moment('--began', options.began, 'T00:00:00.000Z'));
    const { lines, ignored } = await readLogs(operands, terminal);
    const handOvers = handOversOf(lines);
    const now = new Date();

    const { account, differences } = await withArchive(options, terminal, async ({ archive, organisation }, signal) => {
      const damaged: Difference[] = [];
      const entries: ArchiveEntry[] = [];
      for await (const found of lookThrough(archive, organisation, {}, signal)) {
        if ('damaged' in found) damaged.push({ code: 'record-damaged', where: found.damaged, problem: found.problem });
        else entries.push(found);
      }
      const erased = erasedHandles(await readActs(archive, organisation, signal));
      const account = await accountOf(
        archive,
        handOvers,
        entries,
        { now, ruleTimeoutMs, rules: options.rule, began, erased },
        signal,
      );
      const { differences, originals } = await inspectKeys(archive, organisation, signal);
      const settled = new Date(now.getTime() - ruleTimeoutMs);
      const references = inspectReferences(entries, originals, settled);
      return { account, differences: [...account.differences, ...damaged, ...differences, ...references] };
    });

    const total = totalOf(account.hours);
    if (options.json) {
      await print(
        terminal,
        jsonLine({ schema: 'reconciliation/v1', hours: account.hours, total, differences, ignoredLines: ignored }),
      );
    } else {
      for (const { hour, counts } of account.hours) await print(terminal, `${hour}:00Z  ${accountLine(counts)}`);
      await print(terminal, `all                ${accountLine(total)}`);
      for (const { code, where, problem } of differences)
        await print(terminal, printable(`${code}  ${where}: ${problem}`));
    }
    if (ignored > 0) say(terminal, `${ignored} lines of the log are no events and were passed over.`);
    return differences.length > 0 ? exitCodes.found : exitCodes.fine;
  },
});

async function accountOf(
  archive: Archive,
  handOvers: readonly HandOver[],
  entries: readonly ArchiveEntry[],
  settings: Parameters<typeof reconcile>[2],
  signal: AbortSignal,
): Promise<Reconciliation> {
  const witnesses = entries.filter(({ kind }) => kind === 'delivery');
  const left = joinByHandle(handOvers, witnesses);
  // Nothing is read from the originals where every message of the log has its record.
  if (left.handOvers.length === 0) return reconcile(handOvers, left, settings);
  const [first = '', last = ''] = [handOvers[0]?.at, handOvers.at(-1)?.at];
  const near = left.records.filter(({ at }) => at >= first && at <= last);
  const byKey = new Map(entries.map((entry) => [entry.recordKey, entry]));
  const withIds: Witness[] = left.records.filter(({ at }) => at < first || at > last);
  for (const record of near) {
    const entry = byKey.get(record.recordKey);
    withIds.push({ ...record, messageId: entry === undefined ? null : await messageIdOf(archive, entry, signal) });
  }
  return reconcile(handOvers, joinByContent(left, withIds), settings);
}

async function messageIdOf(archive: Archive, { evidence }: ArchiveEntry, signal: AbortSignal): Promise<string | null> {
  if (evidence === null || (await archive.describe(evidence.key, evidence.version, signal)) === undefined) return null;
  const message = parseMessage(await archive.read(evidence.key, evidence.version, signal));
  const [field] = fieldsNamed(message.root.header, 'message-id');
  return field === undefined ? null : rawValue(message.bytes, field);
}

function minutes(given: string): number {
  if (/^\d{1,4}$/.test(given)) return Number(given);
  throw new CommandFault('usage', `--rule-timeout is ${printable(JSON.stringify(given))}: a number of minutes.`);
}
