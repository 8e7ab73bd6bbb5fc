/**
 * Sends journal reports (design of Exchange's, [MS-OXJRNL]) for a hand-over, to each mailbox whose rule fits.
 *
 * At least once: SES takes no identifier that would make a second call harmless, and a copy too many is better in an archive
 * than a copy too few. A second one goes only after an outcome that nobody knows, and is counted.
 */

import { type Carriage, carriageOf, lesserCarriage } from '../archive/journal-carriage.ts';
import { composeReport } from '../archive/journal-compose.ts';
import { readReport } from '../archive/journal-read.ts';
import { type ReportEnvelope, reportEnvelope, splitRecipients } from '../archive/journal-report.ts';
import { ownMarkOf } from '../archive/journal-trust.ts';
import { journalKey } from '../archive/keys.ts';
import type { EvidenceReference } from '../archive/plan.ts';
import type { DeliveryRecord } from '../archive/record.ts';
import { PermanentError, TransientError } from '../errors.ts';
import type { ParsedMessage } from '../mail/message.ts';
import type { MacKey, MacKeys } from '../mail/own-field.ts';
import { parseMessage } from '../mail/parse.ts';
import { fits } from '../mail/rule-match.ts';
import type { Policy } from '../policy.ts';
import type { JournalPolicy, JournalRule } from '../policy-journal.ts';
import type { Clock, Evidence, Mailer } from '../ports.ts';
import { change, type States } from '../reply/stored.ts';
import type { FollowedHandOver, Follower } from './follower.ts';
import { isTaken, Report } from './journal-state.ts';
import { tagsOf } from './ses-event.ts';

export interface JournalPorts {
  readonly evidence: Pick<Evidence, 'read'>;
  readonly state: States;
  readonly mailer: Mailer;
  readonly clock: Clock;
  /** Of SES: its events tell what becomes of the reports. Absent: nobody is told. */
  readonly configurationSet?: string;
  readonly policy: { current(signal: AbortSignal): Promise<{ readonly policy: Policy }> };
  readonly keys: { current(signal: AbortSignal): Promise<MacKeys> };
}

export function journal(ports: JournalPorts): Follower {
  return {
    name: 'journal',
    async follow({ record, deliveryId, recordKey }, signal) {
      const { policy } = await ports.policy.current(signal);
      if (policy.mode === 'shadow' || record.mode === 'shadow') return { outcome: 'shadow' };
      const rules = policy.journal.rules.filter((rule) => means(rule, record));
      const { from } = policy.journal;
      if (rules.length === 0 || from === null) return { outcome: 'no-rule' };
      if (record.evidence === null) return { outcome: 'no-content' };
      const handOver = { record, deliveryId, recordKey };
      const keys = await ports.keys.current(signal);
      const source = await sourceOf(handOver, record.evidence, from, keys, ports, signal);
      if (isOwnReport(source.message, record, policy.journal, keys)) return { outcome: 'own-report' };
      const reports: Reported[] = [];
      try {
        for (const to of new Set(rules.map((rule) => rule.to))) {
          reports.push(...(await reportTo(to, source, ports, signal)));
        }
      } catch (fault) {
        if (fault instanceof TransientError && fault.code === 'journal-deferred')
          return { outcome: 'deferred', unfinished: true };
        throw fault;
      }
      return { outcome: 'sent', detail: { rules: rules.map(({ id }) => id), reports } };
    },
  };
}

/** By what the record has fixed: a policy that changes later changes no report that is due. */
function means(rule: JournalRule, { direction, envelope, retentionClass, findings }: DeliveryRecord): boolean {
  const { classes, reasons } = rule;
  if (!fits(rule, direction, envelope)) return false;
  if (classes.length > 0 && !classes.includes(retentionClass?.id ?? '')) return false;
  return (
    reasons.length === 0 ||
    findings.some(({ filter, reason }) => reasons.includes(filter) || reasons.includes(`${filter}/${reason}`))
  );
}

/**
 * The report of this number, to another mailbox than the one it did not reach. As a pointer where SES took it and found a
 * virus in it then. Raises what the follower raises.
 */
export async function reportAgain(
  to: string,
  number: number,
  handOver: FollowedHandOver,
  suspicious: boolean,
  ports: JournalPorts,
  signal: AbortSignal,
): Promise<void> {
  const { evidence, envelope } = handOver.record;
  const { from } = (await ports.policy.current(signal)).policy.journal;
  if (from === null)
    throw new PermanentError('no-journal-sender', 'the policy names nobody any more that reports come from');
  if (evidence === null) throw new PermanentError('no-content', 'there is no original to report');
  const source = await sourceOf(handOver, evidence, from, await ports.keys.current(signal), ports, signal);
  const envelopes = splitRecipients(reportEnvelope(source.message, envelope));
  const wanted = envelopes[number - 1];
  if (wanted === undefined) throw new PermanentError('no-such-report', `the hand-over has no report ${number}`);
  await reportOnce(to, wanted, number, envelopes.length, { ...source, suspicious }, ports, signal);
}

async function sourceOf(
  handOver: FollowedHandOver,
  { key, version }: EvidenceReference,
  from: string,
  { signing }: MacKeys,
  ports: JournalPorts,
  signal: AbortSignal,
): Promise<Source> {
  if (signing === null) {
    throw new PermanentError('no-mac-key', 'a report cannot be marked as ours: run mailweir init for this stage');
  }
  const message = parseMessage(await ports.evidence.read(key, version, signal));
  return { handOver, message, from, key: signing, suspicious: false };
}

/**
 * A report of ours that reached the mailbox it was for. The mark binds it to its content, and it is skipped only where
 * nobody else got it: sent again by a stranger, it would keep a message from the journal that is in it already.
 */
function isOwnReport(
  message: ParsedMessage,
  { organisation, envelope }: DeliveryRecord,
  { rules, alternate }: JournalPolicy,
  { verifying }: MacKeys,
): boolean {
  const [recipient] = envelope.recipients;
  if (!envelope.complete || envelope.recipients.length !== 1 || recipient === undefined) return false;
  const address = recipient.toLowerCase();
  if (address !== alternate && !rules.some(({ to }) => to === address)) return false;
  const report = readReport(message);
  return report !== undefined && ownMarkOf(message, report, { keys: verifying, organisation }) !== undefined;
}

interface Source {
  readonly handOver: FollowedHandOver;
  readonly message: ParsedMessage;
  readonly from: string;
  readonly key: MacKey;
  /** Whatever the record says: the original must not travel. */
  readonly suspicious: boolean;
}

/** What the mark says of a report. */
interface Reported {
  /** How it carries the original. */
  readonly form: Carriage['form'];
  /** SES's. */
  readonly messageId: string;
  /** More than one only after an outcome that nobody knows. */
  readonly copies: number;
}

async function reportTo(
  to: string,
  source: Source,
  ports: JournalPorts,
  signal: AbortSignal,
): Promise<readonly Reported[]> {
  const { message, handOver } = source;
  const envelopes = splitRecipients(reportEnvelope(message, handOver.record.envelope));
  const reports: Reported[] = [];
  for (const [index, envelope] of envelopes.entries()) {
    reports.push(await reportOnce(to, envelope, index + 1, envelopes.length, source, ports, signal));
  }
  return reports;
}

/** Longer than a function runs. */
const leaseMs = 2 * 60_000;

async function reportOnce(
  to: string,
  envelope: ReportEnvelope,
  number: number,
  of: number,
  source: Source,
  ports: JournalPorts,
  signal: AbortSignal,
): Promise<Reported> {
  const { handOver } = source;
  const { record, deliveryId } = handOver;
  const key = journalKey(deliveryId, to, number);
  const unfit = unfitness(record);
  const best = carriageOf(source.message, { ...unfit, suspicious: unfit.suspicious || source.suspicious });
  const begun = await begin(key, best.form, ports, signal);
  if (isTaken(begun)) return reported(begun);
  if (begun.state === 'refused') throw refused(begun.code);

  for (let carriage: Carriage | null = best; carriage !== null; ) {
    const raw = compose(source, to, envelope, number, of, carriage, ports.clock.now());
    const mail = { from: source.from, to: [to], raw, ...followedBy(ports, handOver, key) };
    const sending = await ports.mailer.send(mail, signal);
    const seen = { ...begun, form: carriage.form };
    if (sending.outcome === 'accepted') {
      const done: Report = { ...seen, state: 'accepted', messageId: sending.messageId };
      return reported(await write(key, done, 'taken', ports, signal));
    }
    if (sending.outcome === 'uncertain') {
      await write(key, { ...seen, state: 'again', code: sending.code }, 'taken', ports, signal);
      throw new TransientError('journal-uncertain', `SES may have a report and may not: ${sending.code}`);
    }
    if (sending.later) {
      await write(key, { ...seen, state: 'again', code: sending.code }, 'not-taken', ports, signal);
      throw new TransientError('journal-deferred', `SES takes no report for the moment: ${sending.code}`);
    }
    carriage = lesserCarriage(carriage, source.message.bytes.length);
    if (carriage === null) {
      await write(key, { ...seen, state: 'refused', code: sending.code }, 'not-taken', ports, signal);
      throw refused(sending.code);
    }
  }
  throw refused('no-carriage');
}

/** What makes SES tell of it, and names it then. */
function followedBy({ configurationSet }: JournalPorts, { record, deliveryId }: FollowedHandOver, key: string) {
  if (configurationSet === undefined) return {};
  const report = key.slice(key.lastIndexOf('/') + 1, -'.json'.length);
  return { configurationSet, tags: tagsOf({ day: record.firstSeen.slice(0, 10), deliveryId, report }) };
}

const refused = (code: string): PermanentError =>
  new PermanentError('journal-refused', `SES takes no report of this hand-over in any form: ${code}`);

const reported = ({ form, messageId, copies }: Report): Reported => ({ form, messageId, copies });

/** Raises `TransientError` `journal-under-way` where another run may still be at it. */
async function begin(
  key: string,
  form: Report['form'],
  { state, clock }: JournalPorts,
  signal: AbortSignal,
): Promise<Report> {
  const at = clock.now().getTime();
  const found = await change<Report, Report | 'busy'>(
    state,
    key,
    Report,
    (before) => {
      if (before !== undefined && (isTaken(before) || before.state === 'refused')) return { result: before };
      if (before?.state === 'sending' && at - before.at < leaseMs) return { result: 'busy' };
      const copies = (before?.copies ?? 0) + 1;
      const mine: Report = { schema: 'journal/v1', state: 'sending', at, copies, form, messageId: '', code: '' };
      return { write: mine, result: mine };
    },
    signal,
  );
  if (found === 'busy') throw new TransientError('journal-under-way', 'another run is at this report');
  return found;
}

/**
 * Writes how a call of SES ended, and gives what stands there now. `next` is the state since this call began; copies that
 * others have counted meanwhile stay counted.
 */
async function write(
  key: string,
  next: Report,
  call: 'taken' | 'not-taken',
  { state, clock }: JournalPorts,
  signal: AbortSignal,
): Promise<Report> {
  const at = clock.now().getTime();
  return change<Report, Report>(
    state,
    key,
    Report,
    (before = next) => {
      const copies = call === 'taken' ? before.copies : before.copies - 1;
      // What SES has stays so, whoever says otherwise later; and another's lease is not ours to end.
      const isTheirs = isTaken(before) || (next.state !== 'accepted' && before.at !== next.at);
      const written = isTheirs ? { ...before, copies } : { ...next, at, copies };
      return { write: written, result: written };
    },
    signal,
  );
}

/** SES refuses viruses and what has the names of its list, and spam endangers the account (design/archive.md, 6.3). */
function unfitness({ findings, answer }: DeliveryRecord) {
  const dispositions = [...answer.recipients.map(({ action }) => action.disposition), answer.rest.disposition];
  const upstream = findings.some(
    ({ filter, reason }) => filter === 'upstream-verdict' && reason !== 'upstream-unscanned',
  );
  return {
    suspicious: upstream || dispositions.some((one) => one === 'MOVE_TO_JUNK' || one === 'DROP' || one === 'BOUNCE'),
    blockedAttachment: findings.some(({ filter }) => filter === 'blocked-attachment'),
  };
}

function compose(
  { message, from, key, handOver }: Source,
  to: string,
  envelope: ReportEnvelope,
  number: number,
  of: number,
  carriage: Carriage,
  at: Date,
): Buffer {
  const { record, deliveryId } = handOver;
  if (record.evidence === null) throw new PermanentError('no-content', 'there is no original to report');
  const archived = { ...record.evidence, archiveId: deliveryId };
  const { bytes } = message;
  const { organisation } = record;
  return composeReport({ envelope, number, of, original: bytes, archived, carriage, organisation, from, to, at, key });
}
