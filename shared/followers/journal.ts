/**
 * Sends journal reports (design of Exchange's, [MS-OXJRNL]) for a hand-over, to each mailbox whose rule fits.
 */

import { ownReportIn } from '../archive/journal-own.ts';
import { reportEnvelope, splitRecipients } from '../archive/journal-report.ts';
import type { EvidenceReference } from '../archive/plan.ts';
import type { DeliveryRecord } from '../archive/record.ts';
import { PermanentError, TransientError } from '../errors.ts';
import type { MacKeys } from '../mail/own-field.ts';
import { parseMessage } from '../mail/parse.ts';
import { fits } from '../mail/rule-match.ts';
import type { Policy } from '../policy.ts';
import type { JournalRule } from '../policy-journal.ts';
import type { Evidence } from '../ports.ts';
import type { FollowedHandOver, Follower } from './follower.ts';
import { isCanary, unreported } from './journal-own-mail.ts';
import { type Reported, reportOnce, reportTo, type SendingPorts, type Source } from './journal-send.ts';
import { type InForce, notSubstituted, type Policies, policyInForce } from './policy-in-force.ts';

export interface JournalPorts extends SendingPorts {
  readonly evidence: Pick<Evidence, 'read'>;
  readonly policy: Policies & { named(sha256: string, signal: AbortSignal): Promise<Policy | undefined> };
  readonly keys: { current(signal: AbortSignal): Promise<MacKeys> };
}

export function journal(ports: JournalPorts): Follower {
  return {
    name: 'journal',
    async follow({ record, deliveryId, recordKey }, signal) {
      const inForce = await ports.policy.current(signal);
      const policy = await policyOf(record, inForce, ports, signal);
      if (policy.mode === 'shadow' || record.mode === 'shadow') return { outcome: 'shadow' };
      const rules = policy.journal.rules.filter((rule) => means(rule, record));
      if (rules.length === 0) return { outcome: 'no-rule' };
      const from = senderOf(policy, inForce);
      if (from === null) return { outcome: 'no-rule' };
      if (record.evidence === null) return { outcome: 'no-content' };
      const handOver = { record, deliveryId, recordKey };
      const keys = await ports.keys.current(signal);
      const source = await sourceOf(handOver, record.evidence, from, keys, ports, signal);
      const because = source.own && unreported(source.message, source.own, record, policy.journal);
      if (because) return { outcome: because };
      if (isCanary(source.message, record, keys)) return { outcome: 'canary' };
      const mailboxes = [...new Set(rules.map(({ to }) => to))];
      const { reports, faults } = await reportedTo(mailboxes, source, ports, signal);
      const serious = faults.filter((fault) => !isDeferral(fault));
      if (serious.length > 0) throw serious[0];
      if (faults.length > 0) return { outcome: 'deferred', unfinished: true };
      return { outcome: 'sent', detail: { rules: rules.map(({ id }) => id), reports } };
    },
  };
}

/** All mailboxes are tried before a fault of one of them counts: the next run does what is missing. */
async function reportedTo(mailboxes: readonly string[], source: Source, ports: JournalPorts, signal: AbortSignal) {
  const reports: Reported[] = [];
  const faults: unknown[] = [];
  for (const to of mailboxes) {
    try {
      reports.push(...(await reportTo(to, source, ports, signal)));
    } catch (fault) {
      faults.push(fault);
    }
  }
  return { reports, faults };
}

const isDeferral = (fault: unknown): boolean => fault instanceof TransientError && fault.code === 'journal-deferred';

/**
 * The policy that the record names, so that one that changes later changes no report that is due. The one in force where the
 * record's was a substitute, or is gone. Raises `TransientError` `policy-not-current`.
 */
async function policyOf(
  { policy: { sha256, origin } }: DeliveryRecord,
  inForce: InForce,
  ports: JournalPorts,
  signal: AbortSignal,
): Promise<Policy> {
  const own = origin === 'current' ? await ports.policy.named(sha256, signal) : undefined;
  return own ?? notSubstituted(inForce);
}

/** By the policy in force, if it says so: an identity that SES does not take is mended there. */
function senderOf({ journal: { from } }: Policy, { policy, origin }: InForce): string | null {
  return (origin === 'current' ? policy.journal.from : null) ?? from;
}

/** By what the record has fixed. */
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
  const { from } = (await policyInForce(ports.policy, signal)).journal;
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
  { signing, verifying }: MacKeys,
  ports: JournalPorts,
  signal: AbortSignal,
): Promise<Source> {
  if (signing === null) {
    throw new PermanentError('no-mac-key', 'a report cannot be marked as ours: run mailweir init for this stage');
  }
  const message = parseMessage(await ports.evidence.read(key, version, signal));
  const own = ownReportIn(message, { keys: verifying, organisation: handOver.record.organisation });
  return { handOver, message, own, from, key: signing, suspicious: false };
}
