import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { evidenceKey, recordKey } from '../../../shared/archive/keys.ts';
import type { DeliveryRecord } from '../../../shared/archive/record.ts';
import { aFolder } from '../../local/local-setup.ts';
import { type AnArchive, anArchive, aRecord, bucket, organisation, stateBucket } from './an-archive.ts';

let place: AnArchive;
let cwd: string;
let records: DeliveryRecord[];
beforeEach(async () => {
  place = await anArchive();
  cwd = await aFolder();
  records = [];
  for (let n = 0; n < 4; n += 1) {
    records.push(await place.handOver({ at: `2026-11-20T10:${n}0:00.000Z`, raw: `Message-ID: <${n}@x>\r\n\r\n${n}` }));
  }
});

const eventsOf = (
  traceId: string,
  at: string,
  n: number,
  rule: { name: string; at?: string } | null = { name: 'archive' },
) => [
  {
    timestamp: at,
    traceId,
    event: { eventName: 'ORGANIZATION_EMAIL_RECEIVED', recipients: ['carol@corp.example'], messageId: `<${n}@x>` },
  },
  ...(rule === null
    ? []
    : [
        {
          timestamp: rule.at ?? at,
          traceId,
          event: { eventName: 'RULE_APPLIED', ruleName: rule.name, ruleType: 'INBOUND_RULE', ruleActions: [] },
        },
      ]),
];

/** One event for each record, and more. */
async function log(...more: object[]): Promise<void> {
  const events = records.flatMap(({ flowMessageId, firstSeen }, n) => eventsOf(flowMessageId, firstSeen, n));
  await writeFile(join(cwd, 'log.jsonl'), [...events, ...more].map((event) => `${JSON.stringify(event)}\n`).join(''));
}

interface Result {
  readonly total: Record<string, number>;
  readonly differences: readonly { readonly code: string; readonly where: string }[];
}

/** Originals are settled at once, so that one added just now counts. */
async function reconcile(...args: string[]) {
  const ran = await place.mailweir(['archive', 'reconcile', 'log.jsonl', '--json', ...args], { cwd });
  return { ...ran, result: JSON.parse(ran.out) as Result };
}

const keyOf = ({ firstSeen, deliveryId }: DeliveryRecord) => recordKey(organisation, new Date(firstSeen), deliveryId);
const rawKeyOf = ({ evidence }: DeliveryRecord) => evidence?.key ?? '';
const third = (): DeliveryRecord => records[2] ?? aRecord({ dedupeKey: '' });

const remove = (key: string) => async () => {
  for await (const { version } of place.archive.versions(key, AbortSignal.timeout(10_000))) {
    await place.client.send(
      new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: version, BypassGovernanceRetention: true }),
    );
  }
};
const hide = (key: string) => () => place.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
const put = (key: string, body: string) => () =>
  place.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ChecksumAlgorithm: 'SHA256' }));

describe('mailweir archive reconcile', () => {
  it('accounts for everything where nothing was touched', async () => {
    await log();
    const { code, result, err } = await reconcile('--rule-timeout=0');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(result).toMatchObject({ total: { archived: 4, unknown: 0 }, differences: [] });
    const { out } = await place.mailweir(['archive', 'reconcile', 'log.jsonl'], { cwd });
    expect(out).toContain('4 received = 4 archived + 0 bypassed (0 fallback, 0 other rule, 0 too old) + 0 unknown');
  });

  const added = evidenceKey(organisation, '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881');
  const forged = aRecord({ dedupeKey: 'forged', at: '2026-11-20T10:25:00.000Z' });
  const elsewhere = () => recordKey(organisation, new Date('2026-11-21'), third().deliveryId);

  const ways: readonly (readonly [
    what: string,
    act: () => () => Promise<unknown>,
    code: string,
    where: () => string,
  ])[] = [
    ['an original removed', () => remove(rawKeyOf(third())), 'original-missing', () => rawKeyOf(third())],
    ['an original hidden', () => hide(rawKeyOf(third())), 'object-hidden', () => rawKeyOf(third())],
    ['an original overwritten', () => put(rawKeyOf(third()), 'x'), 'original-altered', () => rawKeyOf(third())],
    ['an original added', () => put(added, 'x'), 'original-without-record', () => added],
    ['a record removed', () => remove(keyOf(third())), 'hand-over-without-record', () => third().flowMessageId],
    ['a record hidden', () => hide(keyOf(third())), 'object-hidden', () => keyOf(third())],
    [
      'a record altered',
      () => put(keyOf(third()), JSON.stringify(third())),
      'object-overwritten',
      () => keyOf(third()),
    ],
    [
      'a record added',
      () => put(keyOf(forged), JSON.stringify(forged)),
      'record-without-hand-over',
      () => keyOf(forged),
    ],
    ['a record copied to another day', () => put(elsewhere(), JSON.stringify(third())), 'record-damaged', elsewhere],
    ['a record that is none', () => put(elsewhere(), '{}'), 'record-damaged', elsewhere],
  ];
  it.each(ways)('names %s', async (_what, act, code, where) => {
    await log();
    await act()();
    const ran = await reconcile('--rule-timeout=1');
    const named = ran.result.differences.map((one) => `${one.code} ${one.where}`);
    if (code !== 'original-without-record') expect(named).toContain(`${code} ${where()}`);
    else {
      const settled = await reconcile('--rule-timeout=0');
      expect(settled.result.differences).toMatchObject([{ code, where: where() }]);
      // A hand-over under way has its original before its record.
      expect(named).toEqual([]);
      return;
    }
    expect(ran.code).toBe(1);
  });

  it('tells what passed us by, and does not take a removed record for the fallback', async () => {
    const at = '2026-11-20T11:00:00.000Z';
    await log(
      ...eventsOf('f', at, 10, { name: 'archive', at: '2026-11-20T15:00:00.000Z' }),
      ...eventsOf('o', at, 11, { name: 'other' }),
      ...eventsOf('gone', at, 12, { name: 'archive', at: '2026-11-20T14:59:59.000Z' }),
      ...eventsOf('lost', at, 13, null),
      ...eventsOf('old', '2026-11-01T11:00:00.000Z', 14),
      ...eventsOf('now', new Date().toISOString(), 15, null),
    );
    const { code, result } = await reconcile('--began=2026-11-20');
    expect(code).toBe(1);
    expect(result.total).toEqual({
      archived: 4,
      contentLost: 0,
      fallback: 1,
      otherRule: 1,
      tooOld: 1,
      erased: 0,
      underWay: 1,
      unknown: 2,
    });
    expect(result.differences.map(({ where }) => where)).toEqual(['gone', 'lost']);
  });

  const write = (...events: readonly object[]) =>
    writeFile(join(cwd, 'log.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const named = ({ differences }: Result) => differences.map(({ code, where }) => `${code} ${where}`);

  it('takes no record from before the log for that of a message of the same recipients', async () => {
    await write(
      ...records.slice(1).flatMap(({ flowMessageId, firstSeen }, n) => eventsOf(flowMessageId, firstSeen, n + 1)),
      ...eventsOf('lost', '2026-11-20T10:20:00.000Z', 9),
    );
    const { code, result } = await reconcile('--rule-timeout=1');
    expect({ code, named: named(result) }).toEqual({ code: 1, named: ['hand-over-without-record lost'] });
    const { out } = await place.mailweir(['archive', 'reconcile', 'log.jsonl'], { cwd });
    expect(out).toContain('outside the time of the log, which need not know them: 1 records');
  });

  it('takes any rule for ours where no mail of it is here, and a log without messages for none', async () => {
    for (const record of records) await remove(keyOf(record))();
    await log();
    const { code, result } = await reconcile('--rule-timeout=1');
    expect(code).toBe(1);
    expect(result.total).toMatchObject({ otherRule: 0, unknown: 4 });
    await place.handOver({ at: '2026-11-20T10:50:00.000Z', raw: 'x', dedupeKey: 'x' });
    await write();
    const empty = await reconcile('--rule-timeout=1');
    expect(empty.code).toBe(1);
    expect(named(empty.result)).toEqual(['log-silent the event log']);
  });

  it('says that a rule is in doubt where most of its mail is not here and the log has other handles', async () => {
    for (const record of records.slice(1)) await remove(keyOf(record))();
    const events = records.flatMap(({ firstSeen }, n) => eventsOf(`smtp-${n}`, firstSeen, n));
    await write(...events, ...eventsOf('smtp-o', '2026-11-20T10:35:00.000Z', 11, { name: 'other' }));
    const { code, result } = await reconcile('--rule-timeout=1');
    expect(code).toBe(1);
    expect(named(result)).toContain('rule-in-doubt archive');
    const told = await reconcile('--rule-timeout=1', '--rule=archive');
    expect(told.result.total).toMatchObject({ archived: 1, unknown: 3, otherRule: 1 });
  });

  it('knows the fallback by when a message was delivered, if a rule is logged when it begins', async () => {
    const at = '2026-11-20T10:25:00.000Z';
    const delivered = (traceId: string, timestamp: string) => ({
      timestamp,
      traceId,
      event: { eventName: 'MAILBOX_EMAIL_DELIVERED', recipient: 'carol@corp.example' },
    });
    await log(
      ...eventsOf('waited', at, 10),
      delivered('waited', '2026-11-20T14:25:01.000Z'),
      ...eventsOf('lost', at, 11),
      delivered('lost', '2026-11-20T10:25:02.000Z'),
    );
    const { result } = await reconcile();
    expect(result.total).toMatchObject({ archived: 4, fallback: 1, unknown: 1 });
    expect(named(result)).toEqual(['hand-over-without-record lost']);
  });

  it('takes a policy of DMARC that asks for nothing for no reason to be passed by', async () => {
    const dmarc = (traceId: string, policy: string) => ({
      timestamp: '2026-11-20T10:25:00.000Z',
      traceId,
      event: { eventName: 'DMARC_POLICY_APPLIED', policy },
    });
    const at = '2026-11-20T10:25:00.000Z';
    await log(...eventsOf('r', at, 10, null), dmarc('r', 'REJECT'), ...eventsOf('n', at, 11, null), dmarc('n', 'NONE'));
    const { result } = await reconcile();
    expect(result.total).toMatchObject({ archived: 4, otherRule: 1, unknown: 1 });
    expect(named(result)).toEqual(['hand-over-without-record n']);
  });

  it('names a message of our rule whose beginning the log does not have', async () => {
    const late = '2026-11-20T15:00:00.000Z';
    await log(...eventsOf('headless', late, 10).slice(1), ...eventsOf('its', late, 11, { name: 'other' }).slice(1));
    const { code, result } = await reconcile();
    expect({ code, named: named(result) }).toEqual({ code: 1, named: ['hand-over-without-record headless'] });
  });

  it('takes a message without a rule for lost where the log has no rules of those that are here', async () => {
    const silent = records.flatMap(({ flowMessageId, firstSeen }, n) => eventsOf(flowMessageId, firstSeen, n, null));
    const ended = ['lost', ...records.map(({ flowMessageId }) => flowMessageId)].map((traceId) => ({
      timestamp: '2026-11-20T10:50:00.000Z',
      traceId,
      event: { eventName: 'MAILBOX_EMAIL_DELIVERED', recipient: 'carol@corp.example' },
    }));
    await write(...silent, ...eventsOf('lost', '2026-11-20T10:25:00.000Z', 10, null), ...ended);
    expect((await reconcile()).result.total).toMatchObject({ archived: 4, unknown: 1 });
  });

  it('names both records of one hand-over', async () => {
    await log();
    const planted = await place.handOver({
      at: '2026-11-20T10:15:00.000Z',
      raw: 'other',
      dedupeKey: 'planted',
      change: { flowMessageId: third().flowMessageId },
    });
    const { result } = await reconcile('--rule-timeout=1');
    expect(result.differences).toMatchObject([{ code: 'record-without-hand-over' }]);
    expect(JSON.stringify(result.differences)).toContain(keyOf(planted));
    expect(JSON.stringify(result.differences)).toContain(keyOf(third()));
  });

  it('joins what we send by author, recipients and time: the log has no Message-ID of it, or another', async () => {
    const at = '2026-11-20T10:25:00.000Z';
    await place.handOver({
      at,
      raw: 'Message-ID: <of-the-client@corp.example>\r\n\r\n',
      dedupeKey: 'out',
      from: 'bob@corp.example',
      to: ['ann@partner.example'],
      change: { direction: 'OUTBOUND' },
    });
    const sent = { from: 'Bob <bob@corp.example>', recipients: ['ann@partner.example'] };
    await log(
      { timestamp: at, traceId: 'smtp-out', event: { eventName: 'OUTGOING_EMAIL_SUBMITTED', ...sent } },
      { timestamp: at, traceId: 'smtp-out', event: { eventName: 'OUTGOING_EMAIL_SENT', messageId: '<ses@x>' } },
    );
    const { code, result } = await reconcile('--rule-timeout=1');
    expect(result).toMatchObject({ total: { archived: 5, otherRule: 0, unknown: 0 }, differences: [] });
    expect(code).toBe(0);
  });

  it('names what the source no longer had when it handed it over', async () => {
    records.push(await place.handOver({ at: '2026-11-20T10:45:00.000Z', raw: 'gone', change: { evidence: null } }));
    await log();
    const { result } = await reconcile('--rule-timeout=1');
    expect(result.total).toMatchObject({ archived: 4, contentLost: 1, unknown: 0 });
    const { out } = await place.mailweir(['archive', 'reconcile', 'log.jsonl'], { cwd });
    expect(out).toContain('5 received = 4 archived + 1 content lost + 0 bypassed');
  });

  it('joins by Message-ID and recipients where the log has another handle, each record once', async () => {
    const events = records.flatMap(({ firstSeen }, n) => eventsOf(`smtp-${n}`, firstSeen, n));
    const twice = eventsOf('smtp-again', records[1]?.firstSeen ?? '', 1);
    const lines = [...events, ...events.slice(0, 2), ...twice].map((event) => JSON.stringify(event));
    await mkdir(join(cwd, 'export'));
    // As CloudWatch exports to S3: the time, then the event, in parts of gzip.
    await writeFile(
      join(cwd, 'export/000000.gz'),
      gzipSync(lines.map((line) => `2026-11-20T10:00:00.000Z ${line}\n`).join('')),
    );
    const ran = await place.mailweir(['archive', 'reconcile', 'export', '--json'], { cwd });
    const { total, differences } = JSON.parse(ran.out) as Result;
    expect(total).toMatchObject({ archived: 4, unknown: 1 });
    expect(differences).toMatchObject([{ code: 'hand-over-without-record' }]);
  });

  it('knows an original that was kept before the fallback came, by Message-ID and time, and once only', async () => {
    const raw = 'Message-ID: <10@x>\r\n\r\nhere and never recorded\r\n';
    const stranger = 'here by hand\r\n';
    for (const body of [raw, `X-Other: yes\r\n${raw}`, stranger]) {
      const { evidence } = aRecord({ dedupeKey: 'none', raw: body });
      await put(evidence?.key ?? '', body)();
    }
    const recently = new Date().toISOString();
    const longAgo = '2026-11-20T11:00:00.000Z';
    // Without a Message-ID as the stranger is, and of another time.
    const nameless = eventsOf('g', longAgo, 11).map((line) => ({ ...line, event: { ...line.event, messageId: null } }));
    await log(...eventsOf('f', recently, 10), ...nameless);
    const { code, result } = await reconcile('--rule-timeout=0');
    expect(code).toBe(1);
    expect(result).toMatchObject({ keptWithoutRecord: 1, total: { fallback: 2, unknown: 0 } });
    expect(result.differences.map((one) => one.code)).toEqual(['original-without-record', 'original-without-record']);
  });

  it('counts on a line of their own what followers have not done', async () => {
    await log();
    const Body = '{}';
    for (const record of records.slice(1)) {
      const Key = keyOf(record).replace(`record/v1/${organisation}/`, 'mark/v1/retain/');
      await place.client.send(new PutObjectCommand({ Bucket: stateBucket, Key, Body }));
    }
    // Too young to have a mark.
    records.push(await place.handOver({ change: { recordedAt: new Date().toISOString() }, raw: 'young' }));
    await log();
    const { code, result } = await reconcile(`--state-bucket=${stateBucket}`);
    expect(code).toBe(0);
    expect(result).toMatchObject({ unmarked: { retain: 1, journal: 4 }, differences: [] });
    const { out } = await place.mailweir(['archive', 'reconcile', 'log.jsonl', `--state-bucket=${stateBucket}`], {
      cwd,
    });
    expect(out).toContain('without the mark of their followers (dead letters among them): 1 retain, 4 reply');
    expect((await reconcile()).result).toMatchObject({ unmarked: null });
  });

  it('says what it could not read', async () => {
    await writeFile(join(cwd, 'log.jsonl'), 'no event\n{"a":1}\n\n');
    expect((await place.mailweir(['archive', 'reconcile', 'log.jsonl'], { cwd })).err).toContain('2 lines');
    expect(await place.mailweir(['archive', 'reconcile', 'missing'], { cwd })).toMatchObject({ code: 3 });
    await writeFile(join(cwd, 'x.gz'), 'no gzip');
    expect(await place.mailweir(['archive', 'reconcile', 'x.gz'], { cwd })).toMatchObject({ code: 3 });
  });
});
