import { describe, expect, it } from 'vitest';
import { markKey, placeOfRecord, relationSecretKey } from '../../shared/archive/keys.ts';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import { TransientError } from '../../shared/errors.ts';
import { followBatch, followRecord } from '../../shared/followers/follow.ts';
import { relation } from '../../shared/followers/relation.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { acquaintanceOf, Dealings } from '../../shared/relation/dealings.ts';
import { relationKeysOf } from '../../shared/relation/name.ts';
import { parsed } from '../../shared/reply/stored.ts';
import { aRecord, FollowedWorld, keyOf, now, organisation, stateOver } from './a-world.ts';

const given = parsePolicy({ version: 1, domains: ['corp.example'] });
if (!given.ok) throw new Error(JSON.stringify(given.problems));
const { policy } = given;
const secret = Buffer.alloc(32, 1);

const outbound = (name: string, ...recipients: readonly string[]): DeliveryRecord =>
  aRecord(name, {
    direction: 'OUTBOUND',
    envelope: { reversePath: 'bob@corp.example', recipients, complete: true },
    evidence: { key: `raw/${name}`, version: 'v1', sha256: 'aa', sizeBytes: 30 },
  });

function aFollowing(records: readonly DeliveryRecord[], more: { secret?: Buffer | null; broken?: string } = {}) {
  const world = new FollowedWorld(...records);
  const swaps = new Map<string, number>();
  const state = stateOver(world.state);
  const written = (key: string) => void swaps.set(key, (swaps.get(key) ?? 0) + 1);
  const ports = {
    ...world.ports,
    policy: { current: async () => ({ policy, origin: 'current' }) },
    secret: { current: async () => (more.secret === undefined ? secret : more.secret) },
    evidence: {
      ...world.ports.evidence,
      readBeginning: async (key: string) => {
        if (key === more.broken) throw new TransientError('slow-down', 'later');
        return Buffer.from('From: bob@corp.example\r\n\r\nHello\r\n').subarray(0, 30);
      },
    },
    state: {
      ...world.ports.state,
      ...state,
      create: async (key: string, text: string) => (written(key), state.create(key, text)),
      swap: async (key: string, text: string, etag: string) => (written(key), state.swap(key, text, etag)),
    },
  };
  const told = (...keys: readonly string[]) =>
    followBatch(
      {
        Records: keys.map((key, n) => ({
          messageId: `m${n}`,
          body: JSON.stringify({ Records: [{ s3: { object: { key } } }] }),
        })),
      },
      relation(ports),
      ports,
      world.run,
    );
  const known = (address: string) => {
    const text = world.state.get(relationKeysOf({ organisation, secret }, address, 'partner.example').address);
    return text === undefined ? undefined : acquaintanceOf(parsed(Dealings, text), now);
  };
  const markOf = (record: DeliveryRecord): unknown => {
    const place = placeOfRecord(organisation, keyOf(record));
    return JSON.parse((place && world.state.get(markKey('relation', place))) ?? 'null');
  };
  return { world, ports, told, known, markOf, swaps };
}

describe('the follower that counts', () => {
  it('writes once for each address and domain of a batch, and marks each record', async () => {
    const records = ['1', '2', '3'].map((name) => outbound(name, 'ann@partner.example', `x${name}@partner.example`));
    const { told, known, markOf, swaps } = aFollowing(records);
    expect(await told(...records.map(keyOf))).toEqual({ batchItemFailures: [] });
    expect(known('ann@partner.example')).toMatchObject({ written: 3, received: 0 });
    expect(known('x1@partner.example')).toMatchObject({ written: 1 });
    expect(records.map(markOf)).toEqual(
      records.map(() => expect.objectContaining({ outcome: 'written', detail: { correspondents: 2 } })),
    );
    // Four addresses, one domain, the beginning, three marks.
    expect([...swaps.values()]).toEqual(Array.from({ length: 9 }, () => 1));
  });

  it('is told twice, in one batch and in two, with the mark and without it, and counts once', async () => {
    const record = outbound('1', 'ann@partner.example');
    const { told, known, world, ports } = aFollowing([record]);
    await told(keyOf(record), keyOf(record));
    await told(keyOf(record));
    expect(known('ann@partner.example')).toMatchObject({ written: 1 });
    expect(world.said).toEqual([`${record.deliveryId.slice(0, 4)} written`]);
    const place = placeOfRecord(organisation, keyOf(record));
    world.state.delete(place ? markKey('relation', place) : '');
    await followRecord(keyOf(record), relation(ports), ports, world.run);
    expect(known('ann@partner.example')).toMatchObject({ written: 1 });
  });

  it('gives back what it could not read or write, and counts the rest', async () => {
    const [one, two, three] = [
      outbound('1', 'ann@partner.example'),
      outbound('2', 'ann@partner.example'),
      outbound('3', 'eve@partner.example'),
    ];
    const { told, known, markOf, world } = aFollowing([one, two, three], { broken: 'raw/1' });
    world.state.set(relationKeysOf({ organisation, secret }, 'eve@partner.example', 'partner.example').address, '{}');
    const missing = keyOf(outbound('4', 'ann@partner.example'));
    expect(await told(keyOf(one), keyOf(two), keyOf(three), missing, 'record/v1/other')).toEqual({
      batchItemFailures: ['m0', 'm2', 'm3', 'm4'].map((itemIdentifier) => ({ itemIdentifier })),
    });
    expect(known('ann@partner.example')).toMatchObject({ written: 1 });
    expect([one, two, three].map((record) => markOf(record) !== null)).toEqual([false, true, false]);
    expect(world.said.toSorted().map((line) => line.slice(line.indexOf(' ') + 1, line.indexOf(' ') + 30))).toHaveLength(
      5,
    );
  });

  it('gives all back where policy or key cannot be read', async () => {
    const record = outbound('1', 'ann@partner.example');
    const { ports, world } = aFollowing([record]);
    const failing = relation({
      ...ports,
      secret: { current: () => Promise.reject(new TransientError('slow-down', 'later')) },
    });
    const event = {
      Records: [{ messageId: 'm', body: JSON.stringify({ Records: [{ s3: { object: { key: keyOf(record) } } }] }) }],
    };
    expect(await followBatch(event, failing, ports, world.run)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm' }],
    });
    await expect(followRecord(keyOf(record), failing, ports, world.run)).rejects.toThrow('later');
  });

  it('counts nothing without a key, and says so', async () => {
    const record = outbound('1', 'ann@partner.example');
    const { told, markOf, world } = aFollowing([record], { secret: null });
    await told(keyOf(record));
    expect(markOf(record)).toMatchObject({ outcome: 'no-key' });
    expect([...world.state.keys()].filter((key) => key.startsWith('relation/'))).toEqual([]);
    expect(relationSecretKey).toBe('key/relation/current');
  });

  it.each([
    { what: 'no content', record: aRecord('1', { evidence: null }), outcome: 'no-content' },
    { what: 'to nobody outside', record: outbound('1', 'carl@corp.example'), outcome: 'nobody-outside' },
  ])('learns nothing of $what', async ({ record, outcome }) => {
    const { told, markOf } = aFollowing([record]);
    await told(keyOf(record));
    expect(markOf(record)).toMatchObject({ outcome });
  });
});
