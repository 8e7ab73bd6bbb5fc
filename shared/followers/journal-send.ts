/**
 * The reports of one hand-over to one mailbox, sent at least once: SES takes no identifier that would make a second call
 * harmless, and a copy too many is better in an archive than a copy too few. A second one goes only after an outcome that
 * nobody knows, and is counted.
 */

import { type Carriage, carriageOf, lesserCarriage } from '../archive/journal-carriage.ts';
import { composeReport } from '../archive/journal-compose.ts';
import type { OwnReport } from '../archive/journal-own.ts';
import { type ReportEnvelope, reportEnvelope, splitRecipients } from '../archive/journal-report.ts';
import { journalKey } from '../archive/keys.ts';
import type { DeliveryRecord } from '../archive/record.ts';
import { PermanentError, TransientError } from '../errors.ts';
import type { ParsedMessage } from '../mail/message.ts';
import type { MacKey } from '../mail/own-field.ts';
import type { Mailer } from '../ports.ts';
import type { FollowedHandOver } from './follower.ts';
import { beginReport, isTaken, type Report, type ReportPorts, writeReport } from './journal-state.ts';
import { tagsOf } from './ses-event.ts';

export interface SendingPorts extends ReportPorts {
  readonly mailer: Mailer;
  /** Of SES: its events tell what becomes of the reports. Absent: nobody is told. */
  readonly configurationSet?: string;
}

export interface Source {
  readonly handOver: FollowedHandOver;
  readonly message: ParsedMessage;
  /** What our own mark on it says; undefined where it bears none. */
  readonly own: OwnReport | undefined;
  readonly from: string;
  readonly key: MacKey;
  /** Whatever the record says: the original must not travel. */
  readonly suspicious: boolean;
}

/** What the mark says of a report. */
export interface Reported {
  /** How it carries the original. */
  readonly form: Carriage['form'];
  /** SES's. */
  readonly messageId: string;
  /** More than one only after an outcome that nobody knows. */
  readonly copies: number;
}

export async function reportTo(
  to: string,
  source: Source,
  ports: SendingPorts,
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

export async function reportOnce(
  to: string,
  envelope: ReportEnvelope,
  number: number,
  of: number,
  source: Source,
  ports: SendingPorts,
  signal: AbortSignal,
): Promise<Reported> {
  const { handOver } = source;
  const { record, deliveryId } = handOver;
  const key = journalKey(deliveryId, to, number);
  const unfit = unfitness(record);
  const best = carriageOf(source.message, { ...unfit, suspicious: unfit.suspicious || source.suspicious });
  const begun = await beginReport(key, best.form, ports, signal);
  if (isTaken(begun)) return reported(begun);
  if (begun.state === 'refused') throw refused(begun.code);

  for (let carriage: Carriage | null = best; carriage !== null; ) {
    const raw = compose(source, to, envelope, number, of, carriage, ports.clock.now());
    const mail = { from: source.from, to: [to], raw, ...followedBy(ports, handOver, key) };
    const sending = await ports.mailer.send(mail, signal);
    const seen = { ...begun, form: carriage.form };
    if (sending.outcome === 'accepted') {
      const done: Report = { ...seen, state: 'accepted', messageId: sending.messageId };
      return reported(await writeReport(key, done, 'taken', ports, signal));
    }
    if (sending.outcome === 'uncertain') {
      await writeReport(key, { ...seen, state: 'again', code: sending.code }, 'taken', ports, signal);
      throw new TransientError('journal-uncertain', `SES may have a report and may not: ${sending.code}`);
    }
    if (sending.because !== 'content') {
      await writeReport(key, { ...seen, state: 'again', code: sending.code }, 'not-taken', ports, signal);
      throw sending.because === 'passing'
        ? new TransientError('journal-deferred', `SES takes no report for the moment: ${sending.code}`)
        : new PermanentError('journal-unsendable', `SES takes no report until that is mended: ${sending.code}`);
    }
    carriage = lesserCarriage(carriage, source.message.bytes.length);
    if (carriage === null) {
      await writeReport(key, { ...seen, state: 'refused', code: sending.code }, 'not-taken', ports, signal);
      throw refused(sending.code);
    }
  }
  throw refused('no-carriage');
}

/** What makes SES tell of it, and names it then. */
function followedBy({ configurationSet }: SendingPorts, { record, deliveryId }: FollowedHandOver, key: string) {
  if (configurationSet === undefined) return {};
  const report = key.slice(key.lastIndexOf('/') + 1, -'.json'.length);
  return { configurationSet, tags: tagsOf({ day: record.firstSeen.slice(0, 10), deliveryId, report }) };
}

const refused = (code: string): PermanentError =>
  new PermanentError('journal-refused', `SES takes no report of this hand-over in any form: ${code}`);

const reported = ({ form, messageId, copies }: Report): Reported => ({ form, messageId, copies });

/** SES refuses viruses and what has the names of its list, and spam endangers the account (design/archive.md, 6.3). */
function unfitness({ findings, answer: { recipients, rest }, envelope }: DeliveryRecord) {
  const named = recipients.map(({ action }) => action.disposition);
  // Where all are named, nobody is left for the rest.
  const dispositions = envelope.complete && named.length > 0 ? named : [...named, rest.disposition];
  const upstream = findings.some(
    ({ filter, reason }) => filter === 'upstream-verdict' && reason !== 'upstream-unscanned',
  );
  return {
    // One inbox that it was let into is as good as all.
    suspicious: upstream || dispositions.every((one) => one === 'MOVE_TO_JUNK' || one === 'DROP' || one === 'BOUNCE'),
    blockedAttachment: findings.some(({ filter }) => filter === 'blocked-attachment'),
  };
}

function compose(
  { message, own, from, key, handOver }: Source,
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
  const depth = own === undefined ? 0 : own.mark.depth + 1;
  const { organisation } = record;
  return composeReport({
    envelope,
    number,
    of,
    depth,
    original: bytes,
    archived,
    carriage,
    organisation,
    from,
    to,
    at,
    key,
  });
}
