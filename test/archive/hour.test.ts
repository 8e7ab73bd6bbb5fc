import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { accountForHour, type HourSettings, settledAt } from '../../shared/archive/hour.ts';
import { recordKey } from '../../shared/archive/keys.ts';
import { accountLine } from '../../shared/archive/reconcile.ts';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import type { SourceLog } from '../../shared/ports.ts';
import { type AnArchive, anArchive, bucket, type HandOver, organisation, signal } from '../cli/archive/an-archive.ts';

const hour = new Date('2026-11-20T05:00:00.000Z');
const minuteMs = 60_000;
const timeoutMs = 240 * minuteMs;
/** Minutes from the beginning of the hour. */
const minute = (n: number): string => new Date(hour.getTime() + n * minuteMs).toISOString();

let clock = hour;
let place: AnArchive;
let events: { at: number; text: string }[];
/** What was read of the log, in minutes from the beginning of the hour. */
let readings: (readonly [number, number])[];

beforeEach(async () => {
  place = await anArchive(() => clock);
  setClock(minute(0));
  events = [];
  readings = [];
});

function setClock(at: string): void {
  clock = new Date(at);
  // What the SDK learns from an answer by itself.
  place.client.config.systemClockOffset = clock.getTime() - Date.now();
}

const log: SourceLog = {
  async *events(from, to) {
    readings.push([(from.getTime() - hour.getTime()) / minuteMs, (to.getTime() - hour.getTime()) / minuteMs]);
    yield* events.filter(({ at }) => at >= from.getTime() && at < to.getTime());
  },
};

function logged(traceId: string, at: string, event: object): void {
  events.push({ at: Date.parse(at), text: JSON.stringify({ traceId, event }) });
}

/** A message that reached the source, and the rule that was applied to it. */
function received(
  traceId: string,
  at: string,
  { rule = 'ours', ruleAt = at, id = traceId }: { rule?: string | null; ruleAt?: string; id?: string } = {},
): void {
  const recipients = ['carol@corp.example'];
  logged(traceId, at, { eventName: 'ORGANIZATION_EMAIL_RECEIVED', recipients, messageId: `<${id}@x>` });
  if (rule !== null) logged(traceId, ruleAt, { eventName: 'RULE_APPLIED', ruleName: rule, ruleType: 'INBOUND_RULE' });
}

/** As `inbound` leaves it at this time. */
async function recorded(name: string, at: string, given: HandOver = {}): Promise<DeliveryRecord> {
  setClock(at);
  return place.handOver({ dedupeKey: name, at, raw: `Message-ID: <flow-${name}@x>\r\n\r\n${name}`, ...given });
}

async function both(name: string, at: string): Promise<DeliveryRecord> {
  received(`flow-${name}`, at);
  return recorded(name, at);
}

const account = (settings: Partial<HourSettings> = {}) =>
  accountForHour(
    hour,
    { log, archive: place.archive },
    organisation,
    { ruleTimeoutMs: timeoutMs, rules: [], began: null, ...settings },
    signal,
  );

const keyOf = ({ firstSeen, deliveryId }: DeliveryRecord) => recordKey(organisation, new Date(firstSeen), deliveryId);

describe('an hour', () => {
  it('is judged when the rule’s time is over for its last message', () => {
    expect(settledAt(hour, timeoutMs).toISOString()).toBe(minute(60 + 240 + 20));
  });

  it('counts what came in it, and reads no other where everything has its record', async () => {
    await both('before', minute(-1));
    await both('first', minute(0));
    await both('last', minute(59.9));
    await both('after', minute(61));
    const { counts, differences, records, rules, logIsSilent } = await account();
    expect(accountLine(counts)).toMatch(/^2 received = 2 archived \+ 0 bypassed .* \+ 0 unknown$/);
    expect({ differences, rules, logIsSilent }).toEqual({ differences: [], rules: ['ours'], logIsSilent: false });
    expect(records).toHaveLength(2);
    expect(readings).toEqual([[-5, 65]]);
  });

  it('holds nothing of messages that are none of its own', async () => {
    await both('a', minute(1));
    logged('mailbox', minute(2), { eventName: 'JOURNALING_INITIATED' });
    events.push({ at: Date.parse(minute(3)), text: 'no event' });
    expect(await account()).toMatchObject({ events: 4, illegible: 1, counts: { archived: 1, unknown: 0 } });
  });

  it.each([
    { what: 'the fallback', rule: 'ours', ruleAt: 240.5, fate: 'fallback' },
    { what: 'another rule', rule: 'other', ruleAt: 1, fate: 'otherRule' },
    { what: 'our rule, and no record', rule: 'ours', ruleAt: 180, fate: 'unknown' },
    { what: 'no rule at all', rule: null, ruleAt: 0, fate: 'unknown' },
  ])('reads on for a message without a record: $what', async ({ rule, ruleAt, fate }) => {
    await both('a', minute(1));
    received('flow-b', minute(0.5), { rule, ruleAt: minute(ruleAt) });
    const { counts, differences } = await account();
    expect(counts).toMatchObject({ archived: 1, [fate]: 1 });
    expect(differences.map(({ code, where }) => `${code} ${where}`)).toEqual(
      fate === 'unknown' ? ['hand-over-without-record flow-b'] : [],
    );
    expect(readings).toEqual([
      [-5, 65],
      [65, 320],
    ]);
  });

  it('finds the record of a message that we could not take at once, in its own hour only', async () => {
    received('flow-late', minute(30));
    const late = await recorded('late', minute(200));
    expect(await account()).toMatchObject({ counts: { archived: 1, unknown: 0 }, differences: [], records: [] });

    const itsRecord = new Date(hour.getTime() + 180 * minuteMs);
    const later = await accountForHour(
      itsRecord,
      { log, archive: place.archive },
      organisation,
      { ruleTimeoutMs: timeoutMs, rules: [], began: null },
      signal,
    );
    expect(later).toMatchObject({ counts: { archived: 0, unknown: 0 }, records: [keyOf(late)] });
    // Of an hour with no message, nobody knows whether the log was there.
    expect(later).toMatchObject({ logIsSilent: true, differences: [] });
  });

  it('joins by Message-ID and recipients where the log has other handles, also beside the hour', async () => {
    await recorded('a', minute(10));
    received('smtp-a', minute(10), { id: 'flow-a' });
    await recorded('b', minute(59.99));
    received('smtp-b', minute(60.01), { id: 'flow-b' });
    received('smtp-c', minute(20), { id: 'flow-c' });
    await recorded('c', minute(150));
    expect(await account()).toMatchObject({ counts: { archived: 2, unknown: 0 }, differences: [] });
  });

  it('takes the record of a later twin for none of its own', async () => {
    received('flow-x', minute(50), { id: 'twin' });
    received('flow-y', minute(70), { id: 'twin' });
    await recorded('y', minute(70), { raw: 'Message-ID: <twin@x>\r\n\r\n' });
    const { counts, differences } = await account();
    expect(counts).toMatchObject({ archived: 0, unknown: 1 });
    expect(differences).toMatchObject([{ code: 'hand-over-without-record', where: 'flow-x' }]);
  });

  it('takes the record of a later twin for none of its own where the log has other handles', async () => {
    received('smtp-x', minute(50), { id: 'twin' });
    received('smtp-y', minute(70), { id: 'twin' });
    await recorded('y', minute(70), { raw: 'Message-ID: <twin@x>\r\n\r\n' });
    expect(await account({ rules: ['ours'] })).toMatchObject({
      counts: { archived: 0, unknown: 1 },
      differences: [{ where: 'smtp-x' }],
    });
  });

  it('takes no record of before for that of a message of the same recipients', async () => {
    await recorded('earlier', minute(-3));
    received('flow-earlier', minute(-6));
    received('flow-lost', minute(50));
    expect(await account({ rules: ['ours'] })).toMatchObject({
      counts: { unknown: 1 },
      differences: [{ code: 'hand-over-without-record', where: 'flow-lost' }],
    });
  });

  it('names a record with the handle of an earlier message that has its own', async () => {
    await both('m', minute(-30));
    await both('a', minute(1));
    const planted = await recorded('planted', minute(20), { change: { flowMessageId: 'flow-m' } });
    expect(await account()).toMatchObject({
      counts: { archived: 1, unknown: 0 },
      differences: [{ code: 'record-without-hand-over', where: keyOf(planted) }],
    });
  });

  it('believes no rule to be ours that no archived mail came by, unless it knows none', async () => {
    received('flow-a', minute(1), { rule: 'ours' });
    expect(await account()).toMatchObject({ counts: { unknown: 1 } });
    expect(await account({ rules: ['earlier'] })).toMatchObject({ counts: { unknown: 0, otherRule: 1 } });
    expect(await account({ rules: ['ours'] })).toMatchObject({ counts: { unknown: 1 } });
    expect(await account({ began: new Date(minute(2)) })).toMatchObject({ counts: { unknown: 0, tooOld: 1 } });
  });

  it('says that the log is silent where there are records and no message', async () => {
    await recorded('a', minute(10));
    expect(await account()).toMatchObject({ logIsSilent: true, differences: [], records: [expect.any(String)] });
  });

  const put = (Key: string, Body: string) =>
    place.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ChecksumAlgorithm: 'SHA256' }));
  const hide = (Key: string) => place.client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  const remove = async (Key: string) => {
    for await (const { version: VersionId } of place.archive.versions(Key, signal)) {
      await place.client.send(
        new DeleteObjectCommand({ Bucket: bucket, Key, VersionId, BypassGovernanceRetention: true }),
      );
    }
  };
  const rawKeyOf = ({ evidence }: DeliveryRecord) => evidence?.key ?? '';

  it.each<{ what: string; act: (record: DeliveryRecord) => Promise<unknown>; named: (one: DeliveryRecord) => string }>([
    {
      what: 'a record removed',
      act: (one) => remove(keyOf(one)),
      named: () => 'hand-over-without-record flow-touched',
    },
    { what: 'a record hidden', act: (one) => hide(keyOf(one)), named: (one) => `object-hidden ${keyOf(one)}` },
    {
      what: 'a record overwritten',
      act: (one) => put(keyOf(one), JSON.stringify(one)),
      named: (one) => `object-overwritten ${keyOf(one)}`,
    },
    {
      what: 'a record spoiled',
      act: (one) => put(keyOf(one), '{}'),
      named: (one) => `record-damaged ${keyOf(one)}`,
    },
    {
      what: 'a record added',
      act: () => recorded('forged', minute(30)),
      named: () => expect.stringMatching(/^record-without-hand-over record\//),
    },
    {
      what: 'an original removed',
      act: (one) => remove(rawKeyOf(one)),
      named: (one) => `original-missing ${rawKeyOf(one)}`,
    },
    {
      what: 'another original named',
      act: async (one) => {
        await remove(keyOf(one));
        const { evidence } = await recorded('x', minute(29), { raw: 'x' });
        received('flow-x', minute(29));
        if (evidence === null || one.evidence === null) throw new Error('there is no original');
        const altered = { ...one, evidence: { ...one.evidence, key: evidence.key, version: evidence.version } };
        await put(keyOf(one), JSON.stringify(altered));
      },
      named: () => expect.stringMatching(/^original-altered raw\//),
    },
  ])('names $what', async ({ act, named }) => {
    await both('a', minute(10));
    const touched = await both('touched', minute(20));
    setClock(minute(40));
    await act(touched);
    const { differences } = await account();
    expect(differences.map(({ code, where }) => `${code} ${where}`)).toContainEqual(named(touched));
  });

  it('holds 100,000 events of an hour in little', async () => {
    const padding = 'x'.repeat(4_000);
    const many: SourceLog = {
      async *events(from, to) {
        for (let n = 0; n < 100_000; n += 1) {
          const at = hour.getTime() + (n % 60) * minuteMs;
          if (at < from.getTime() || at >= to.getTime()) continue;
          const event = { eventName: n % 4 === 0 ? 'ORGANIZATION_EMAIL_RECEIVED' : 'MAILBOX_EMAIL_DELIVERED', padding };
          yield { at, text: JSON.stringify({ traceId: `t${Math.floor(n / 4)}`, event }) };
        }
      },
    };
    const settings = { ruleTimeoutMs: timeoutMs, rules: ['ours'], began: null };
    const before = process.memoryUsage().rss;
    const { counts, events: read } = await accountForHour(
      hour,
      { log: many, archive: place.archive },
      organisation,
      settings,
      signal,
    );
    expect(counts.otherRule).toBe(25_000);
    expect(read).toBe(100_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1024 * 1024);
  });
});
