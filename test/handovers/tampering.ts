/** What somebody does by hand to an archive, past every lock; each way on another message. */

import { createHash } from 'node:crypto';
import { deliveryIdOf, evidenceKey, recordKey } from '../../shared/archive/keys.ts';
import { type DeliveryRecord, parseRecord } from '../../shared/archive/record.ts';
import { evidenceBucket, type SimulatedAws } from './simulated-aws.ts';

export interface Tampering {
  readonly what: string;
  /** How the account must name it: by any of these. */
  readonly differences: readonly string[];
}

/** Tampers in each way once; `likeIn` gives the ids that the log has of a message, and of those that it cannot tell from it. */
export function tamper(
  aws: SimulatedAws,
  organisation: string,
  likeIn: (flowId: string) => readonly string[],
): readonly Tampering[] {
  const { objects } = aws;
  const victims = victimsIn(aws, organisation);
  const next = (): { key: string; record: DeliveryRecord; original: string } => {
    const victim = victims.pop();
    if (victim === undefined) throw new Error('there are too few messages to tamper with');
    return victim;
  };
  const put = (key: string, body: string) =>
    objects.perform('PutObject', { Bucket: evidenceBucket, Key: key, Body: Buffer.from(body) });
  const hide = (key: string) => objects.perform('DeleteObject', { Bucket: evidenceBucket, Key: key });
  const remove = (key: string) => {
    const { VersionId } = objects.perform('HeadObject', { Bucket: evidenceBucket, Key: key }) as { VersionId: string };
    objects.perform('DeleteObject', { Bucket: evidenceBucket, Key: key, VersionId, BypassGovernanceRetention: true });
  };
  const done: Tampering[] = [];
  const tried = (what: string, code: string, ...wheres: readonly string[]): void =>
    void done.push({ what, differences: wheres.map((where) => `${code} ${where}`) });

  const removed = next();
  remove(removed.original);
  tried('an original removed', 'original-missing', removed.original);
  const hidden = next();
  hide(hidden.original);
  tried('an original hidden', 'object-hidden', hidden.original);
  const overwritten = next();
  put(overwritten.original, 'x');
  tried('an original overwritten', 'original-altered', overwritten.original);
  const added = evidenceKey(organisation, createHash('sha256').update('added').digest('hex'));
  put(added, 'added');
  tried('an original added', 'original-without-record', added);
  const unrecorded = next();
  remove(unrecorded.key);
  tried('a record removed', 'hand-over-without-record', ...likeIn(unrecorded.record.flowMessageId));
  const covered = next();
  hide(covered.key);
  tried('a record hidden', 'object-hidden', covered.key);
  const altered = next();
  put(altered.key, JSON.stringify({ ...altered.record, envelope: { ...altered.record.envelope, recipients: [] } }));
  tried('a record altered', 'object-overwritten', altered.key);
  const pattern = next();
  const deliveryId = deliveryIdOf(organisation, 'workmail', 'forged');
  // To somebody else: a copy of a record in all that both witnesses tell is named as one of two, and nobody can say which.
  const envelope = { ...pattern.record.envelope, recipients: ['forged@corp.example'] };
  const forged = { ...pattern.record, envelope, dedupeKey: 'forged', flowMessageId: 'forged', deliveryId };
  const forgedKey = recordKey(organisation, new Date(forged.firstSeen), deliveryId);
  put(forgedKey, JSON.stringify(forged));
  tried('a record added', 'record-without-hand-over', forgedKey);
  return done;
}

/** Messages whose original is nobody else's, from all over the archive. */
function victimsIn({ objects }: SimulatedAws, organisation: string) {
  const keys = objects.keys(evidenceBucket, `record/v1/${organisation}/`);
  const found: { key: string; record: DeliveryRecord; original: string }[] = [];
  const seen = new Map<string, number>();
  for (const key of keys) {
    const { Body } = objects.perform('GetObject', { Bucket: evidenceBucket, Key: key }) as { readonly Body: Buffer };
    const record = parseRecord(Body.toString('utf8'));
    if (record.evidence === null) continue;
    seen.set(record.evidence.key, (seen.get(record.evidence.key) ?? 0) + 1);
    found.push({ key, record, original: record.evidence.key });
  }
  const alone = found.filter(({ original }) => seen.get(original) === 1);
  const step = Math.max(1, Math.floor(alone.length / 10));
  return alone.filter((_, index) => index % step === Math.floor(step / 2)).slice(0, 10);
}
