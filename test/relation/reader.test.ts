import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PermanentError } from '../../shared/errors.ts';
import { neverMet, unknownRelation } from '../../shared/filters/relation.ts';
import { type RelationReaderPorts, relationReader } from '../../shared/relation/reader.ts';
import { remember, type Taught } from '../../shared/relation/remember.ts';
import { crlf } from '../builders.ts';
import { organisation, stateOver } from '../followers/a-world.ts';

const secret = Buffer.alloc(32, 7);
const policy = { domains: ['corp.example'] };
const inbound = { direction: 'INBOUND' } as const;
const { signal } = new AbortController();
const mail = (...from: readonly string[]) =>
  Buffer.from(crlf(...from.map((value) => `From: ${value}`), '', 'Hello.', ''));

let objects: Map<string, string>;
let now: Date;
let reads: string[];

beforeEach(async () => {
  objects = new Map();
  now = new Date('2026-11-24T12:00:00.000Z');
  reads = [];
  const taught = (n: number, kind: Taught['kind'], day: string, address: string): Taught => ({
    kind,
    deliveryId: String(n).repeat(64),
    day,
    correspondents: [{ address, domain: address.slice(address.indexOf('@') + 1) }],
  });
  const all = [
    taught(1, 'received', '2026-11-20', 'ann@partner.example'),
    taught(2, 'received', '2026-11-20', 'ben@partner.example'),
    taught(3, 'written', '2026-11-23', 'ann@partner.example'),
    taught(4, 'received', '2026-11-04', 'eve@gmail.com'),
    taught(5, 'received', '2026-11-14', 'x@one.zendesk.com'),
  ];
  await remember(stateOver(objects), { organisation, secret }, all, signal);
});

function ports(more: Partial<RelationReaderPorts> = {}): RelationReaderPorts {
  const state = stateOver(objects);
  return {
    state: { read: (key) => (reads.push(key), state.read(key)) },
    secret: { current: async () => secret },
    clock: { now: () => now },
    ...more,
  };
}
const asking = (bytes: Buffer, more: Partial<RelationReaderPorts> = {}) =>
  relationReader(organisation, ports(more))(inbound, bytes, policy, signal);

const once = { ...neverMet, received: 1, daysReceived: 1 };

describe('the relation with an author', () => {
  it.each([
    {
      from: 'Ann <ANN@partner.example>',
      address: { ...once, firstReceivedDaysAgo: 4, written: 1, firstWrittenDaysAgo: 1, lastWrittenDaysAgo: 1 },
      domain: {
        ...once,
        received: 2,
        firstReceivedDaysAgo: 4,
        written: 1,
        firstWrittenDaysAgo: 1,
        lastWrittenDaysAgo: 1,
      },
    },
    {
      from: 'carla@sales.partner.example',
      address: neverMet,
      domain: {
        ...once,
        received: 2,
        firstReceivedDaysAgo: 4,
        written: 1,
        firstWrittenDaysAgo: 1,
        lastWrittenDaysAgo: 1,
      },
    },
    { from: 'stranger@elsewhere.example', address: neverMet, domain: neverMet },
    {
      from: 'x@one.zendesk.com',
      address: { ...once, firstReceivedDaysAgo: 10 },
      domain: { ...once, firstReceivedDaysAgo: 10 },
    },
    { from: 'x@two.zendesk.com', address: neverMet, domain: neverMet },
    { from: 'eve@gmail.com', address: { ...once, firstReceivedDaysAgo: 20 }, domain: null },
    { from: 'other@gmail.com', address: neverMet, domain: null },
  ])('is known by address and domain: $from', async ({ from, address, domain }) => {
    expect(await asking(mail(from))).toEqual({ state: 'asked', address, domain, historyDays: 20 });
  });

  it.each([
    { what: 'two authors', bytes: mail('ann@partner.example, ben@partner.example') },
    { what: 'no author', bytes: mail() },
    { what: 'a header that goes on', bytes: mail('ann@partner.example', `b@c.example\r\nX: ${'x'.repeat(70_000)}`) },
    { what: 'one of ours', bytes: mail('bob@corp.example') },
  ])('is nobody’s: $what', async ({ bytes }) => {
    expect(await asking(bytes)).toEqual({ state: 'asked', address: null, domain: null, historyDays: 20 });
    expect(reads).toHaveLength(1);
    objects.clear();
    expect(await asking(bytes)).toEqual(unknownRelation);
  });

  it('is not asked for what goes out', async () => {
    const ask = relationReader(organisation, ports());
    expect(await ask({ direction: 'OUTBOUND' }, mail('ann@partner.example'), policy, signal)).toEqual(unknownRelation);
  });

  it('is unknown before anything is kept, without a reproach', async () => {
    objects.clear();
    expect(await asking(mail('ann@partner.example'))).toEqual(unknownRelation);
    expect(await asking(mail('ann@partner.example'), { secret: { current: async () => null } })).toEqual(
      unknownRelation,
    );
  });

  it.each([
    { what: 'refused', read: async () => Promise.reject(new PermanentError('access-denied', 'no')), why: 'failed' },
    { what: 'damaged', read: async () => ({ text: '{"schema":"relation-began/v2"}', etag: 'x' }), why: 'failed' },
    { what: 'a bug', read: async () => Promise.reject(new TypeError('x is undefined')), why: 'failed' },
  ])('is unknown where it cannot be read: $what', async ({ read, why }) => {
    expect(await asking(mail('ann@partner.example'), { state: { read } })).toEqual({ ...unknownRelation, why });
  });

  it('is not waited for longer than a second, whether or not the call heeds its signal', async () => {
    const startedAt = performance.now();
    const relation = await asking(mail('ann@partner.example'), { state: { read: () => new Promise(() => undefined) } });
    expect(relation).toEqual({ ...unknownRelation, why: 'late' });
    expect(performance.now() - startedAt).toBeGreaterThan(900);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    const given = relationReader(organisation, ports());
    expect(await given(inbound, mail('ann@partner.example'), policy, AbortSignal.abort())).toMatchObject({
      why: 'late',
    });
  });

  it('is asked for once a minute', async () => {
    const ask = relationReader(organisation, ports());
    const askAgain = () => ask(inbound, mail('ann@partner.example'), policy, signal);
    const first = await askAgain();
    expect(reads).toHaveLength(3);
    objects.clear();
    expect(await askAgain()).toEqual(first);
    expect(reads).toHaveLength(3);
    now = new Date(now.getTime() + 61_000);
    expect(await askAgain()).toEqual(unknownRelation);
  });

  it('holds no more than some hundred', async () => {
    const ask = relationReader(organisation, ports());
    for (let n = 0; n < 600; n += 1) await ask(inbound, mail(`a${n}@b${n}.example`), policy, signal);
    const asked = reads.length;
    await ask(inbound, mail('a0@b0.example'), policy, signal);
    expect(reads.length).toBeGreaterThan(asked);
  });
});

vi.setConfig({ testTimeout: 20_000 });
