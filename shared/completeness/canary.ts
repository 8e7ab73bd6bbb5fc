/**
 * The hourly canary: one small message by SES to a mailbox of ours, and whether the one before left its record.
 *
 * What is under way stands in one object of the state bucket, changed by compare-and-swap: of two runs in an hour one
 * sends. It is claimed before it is sent, so it is sent once at most; a run that dies in between leaves it `claimed`.
 */

import * as v from 'valibot';
import { ahead } from '../archive/ahead.ts';
import { canaryIn, composeCanary } from '../archive/canary-mail.ts';
import { canaryKey } from '../archive/keys.ts';
import { readListed } from '../archive/look-through.ts';
import { recordsWritten } from '../archive/written.ts';
import { addressKey } from '../mail/address.ts';
import type { MacKeys } from '../mail/own-field.ts';
import { parseMessage } from '../mail/parse.ts';
import type { Archive, Clock, Mailer } from '../ports.ts';
import { change, parsed, readStored, type States } from '../reply/stored.ts';

export interface CanaryPorts {
  readonly archive: Archive;
  readonly state: States;
  readonly mailer: Mailer;
  readonly keys: { current(signal: AbortSignal): Promise<MacKeys> };
  readonly clock: Clock;
}

const Sent = v.strictObject({
  /** The hour for which it is. */
  id: v.string(),
  address: v.string(),
  /** Milliseconds since 1970. */
  at: v.number(),
  state: v.picklist(['claimed', 'sent']),
});
type Sent = v.InferOutput<typeof Sent>;

const Canaries = v.strictObject({
  schema: v.literal('reconcile-canary/v1'),
  waiting: v.array(Sent),
  /** The last one that left its record. */
  last: v.nullable(v.strictObject({ id: v.string(), recordKey: v.string(), afterMs: v.number() })),
});
type Canaries = v.InferOutput<typeof Canaries>;

/** What one run saw. */
export interface CanaryWatch {
  readonly alive: readonly Alive[];
  /** Those that should have left a record by now. */
  readonly missing: readonly string[];
  /** What was sent in this run; null where another run has sent this hour's. */
  readonly sent: string | null;
  /** Why nothing could be sent. */
  readonly unsent: string | null;
}

interface Alive {
  readonly id: string;
  readonly recordKey: string;
  /** From the call of SES to the record. */
  readonly afterMs: number;
}

const minuteMs = 60_000;
/** A record comes within seconds; after a fault WorkMail asks again within minutes. */
const dueMs = 30 * minuteMs;
/** The rule's time and more: then the fallback has had it. It stays missing for so long and no longer. */
const givenUpMs = 6 * 60 * minuteMs;
/** The clocks of SES, of S3 and ours. */
const skewMs = 5 * minuteMs;

/** Raises what the ports raise. */
export async function watchCanary(
  ports: CanaryPorts,
  organisation: string,
  address: string,
  signal: AbortSignal,
): Promise<CanaryWatch> {
  const now = ports.clock.now().getTime();
  const keys = await ports.keys.current(signal);
  const stored = await readStored(ports.state, canaryKey, signal);
  const waiting = stored === undefined ? [] : parsed(Canaries, stored.text).waiting;
  const alive = await aliveAmong(waiting, ports, organisation, keys, now, signal);
  const found = new Set(alive.map(({ id }) => id));
  const missing = waiting.filter(({ id, at }) => !found.has(id) && now - at >= dueMs).map(({ id }) => id);
  await settle(alive, now, ports.state, signal);

  if (keys.signing === null) return { alive, missing, sent: null, unsent: 'no-mac-key' };
  const id = new Date(now).toISOString().slice(0, 13);
  const mine: Sent = { id, address, at: now, state: 'claimed' };
  if (!(await claim(mine, ports.state, signal))) return { alive, missing, sent: null, unsent: null };
  const raw = composeCanary({ id, organisation, address }, keys.signing);
  const sending = await ports.mailer.send({ from: address, to: [address], raw }, signal);
  if (sending.outcome === 'refused') {
    await resolve(id, null, ports.state, signal);
    return { alive, missing, sent: null, unsent: sending.code };
  }
  // Nobody knows of an uncertain one: if SES has it, its record will tell.
  await resolve(id, 'sent', ports.state, signal);
  return { alive, missing, sent: id, unsent: sending.outcome === 'uncertain' ? sending.code : null };
}

/** Looks from the first of them on until all are found: a record follows its message within seconds. */
async function aliveAmong(
  waiting: readonly Sent[],
  { archive }: CanaryPorts,
  organisation: string,
  { verifying }: MacKeys,
  now: number,
  signal: AbortSignal,
): Promise<readonly Alive[]> {
  const [first] = waiting;
  if (first === undefined) return [];
  const left = new Map(waiting.map((one) => [one.id, one]));
  const from = Math.min(...waiting.map(({ at }) => at)) - skewMs;
  const span = { from, to: now + skewMs, firstSeenFrom: from };
  const { records } = await recordsWritten(archive, organisation, span, { from: now, to: now }, signal);
  const addresses = new Set(waiting.map((one) => addressKey(one.address)));
  const alive: Alive[] = [];
  const inOrder = records.toSorted((a, b) => a.at - b.at);
  const read = ahead(inOrder, async ({ key, at }) => ({ found: await readListed(archive, key, signal), at }));
  for await (const { found, at } of read) {
    if ('damaged' in found || found.evidence === null) continue;
    const { recipients, evidence, recordKey } = found;
    const [recipient] = recipients;
    if (recipients.length !== 1 || recipient === undefined || !addresses.has(addressKey(recipient))) continue;
    const message = parseMessage(await archive.read(evidence.key, evidence.version, signal));
    const id = canaryIn(message, recipients, organisation, verifying);
    const sent = id === undefined ? undefined : left.get(id);
    if (id === undefined || sent === undefined) continue;
    alive.push({ id, recordKey, afterMs: at - sent.at });
    left.delete(id);
    if (left.size === 0) break;
  }
  return alive;
}

const none: Canaries = { schema: 'reconcile-canary/v1', waiting: [], last: null };

async function settle(alive: readonly Alive[], now: number, state: States, signal: AbortSignal): Promise<void> {
  const done = new Set(alive.map(({ id }) => id));
  await update(state, signal, (before) => ({
    ...before,
    waiting: before.waiting.filter(({ id, at }) => !done.has(id) && now - at < givenUpMs),
    last: alive.at(-1) ?? before.last,
  }));
}

/** False where this hour has its canary. */
async function claim(mine: Sent, state: States, signal: AbortSignal): Promise<boolean> {
  const isKnown = ({ waiting, last }: Canaries) => last?.id === mine.id || waiting.some(({ id }) => id === mine.id);
  return change<Canaries, boolean>(
    state,
    canaryKey,
    Canaries,
    (before = none) =>
      isKnown(before) ? { result: false } : { write: { ...before, waiting: [...before.waiting, mine] }, result: true },
    signal,
  );
}

/** Null where SES certainly has not taken it. */
async function resolve(id: string, as: Sent['state'] | null, state: States, signal: AbortSignal): Promise<void> {
  await update(state, signal, (before) => ({
    ...before,
    waiting: before.waiting.flatMap((one) => (one.id !== id ? [one] : as === null ? [] : [{ ...one, state: as }])),
  }));
}

async function update(state: States, signal: AbortSignal, step: (before: Canaries) => Canaries): Promise<void> {
  await change<Canaries, null>(
    state,
    canaryKey,
    Canaries,
    (before) => {
      if (before === undefined) return { result: null };
      const next = step(before);
      return JSON.stringify(next) === JSON.stringify(before) ? { result: null } : { write: next, result: null };
    },
    signal,
  );
}
