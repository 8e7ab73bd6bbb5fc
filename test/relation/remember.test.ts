import { fc, it as property } from '@fast-check/vitest';

import { describe, expect, it } from 'vitest';
import { relationBeganKey } from '../../shared/archive/keys.ts';
import { acquaintanceOf, Dealings } from '../../shared/relation/dealings.ts';
import { relationKeyOfDomain, relationKeysOf } from '../../shared/relation/name.ts';
import { remember, type Taught } from '../../shared/relation/remember.ts';
import { parsed } from '../../shared/reply/stored.ts';
import { stateOver } from '../followers/a-world.ts';

const naming = { organisation: `m-${'0'.repeat(32)}`, secret: Buffer.alloc(32, 7) };
const { signal } = new AbortController();
const id = (n: number): string => n.toString(16).padStart(8, '0').repeat(8);
const taught = (n: number, kind: Taught['kind'], ...addresses: readonly string[]): Taught => ({
  kind,
  deliveryId: id(n),
  day: `2026-11-${String(1 + (n % 28)).padStart(2, '0')}`,
  correspondents: addresses.map((address) => ({ address, domain: address.slice(address.indexOf('@') + 1) })),
});

function knownIn(objects: ReadonlyMap<string, string>, address: string) {
  const domain = address.slice(address.indexOf('@') + 1);
  const today = new Date('2026-11-28T00:00:00.000Z');
  const of = (key: string | null) => {
    const text = key === null ? undefined : objects.get(key);
    return text === undefined ? undefined : acquaintanceOf(parsed(Dealings, text), today);
  };
  const keys = relationKeysOf(naming, address, domain);
  return { address: of(keys.address), domain: of(keys.domain) };
}

describe('names', () => {
  it.each([
    { one: 'Ann@Partner.example', other: 'ann@partner.example', same: ['address', 'domain'] },
    { one: 'ann@eu.partner.example', other: 'bob@partner.example', same: ['domain'] },
    { one: 'ann@partner.example', other: 'ann@other.example', same: [] },
    { one: 'ann@a.github.io', other: 'ann@b.github.io', same: [] },
  ])('$one and $other have in common: $same', ({ one, other, same }) => {
    const keysOf = (address: string) =>
      relationKeysOf(naming, address, address.slice(address.indexOf('@') + 1).toLowerCase());
    const [mine, theirs] = [keysOf(one), keysOf(other)];
    expect((['address', 'domain'] as const).filter((kind) => mine[kind] === theirs[kind])).toEqual(same);
  });

  it('are of one organisation and one key, and show nothing', () => {
    const domain = 'partner.example';
    const { address } = relationKeysOf(naming, 'ann@partner.example', domain);
    expect(address).toMatch(/^relation\/v1\/([0-9a-f]{2})\/\1[0-9a-f]{62}\.json$/);
    expect(relationKeysOf({ ...naming, organisation: 'm-1' }, 'ann@partner.example', domain).address).not.toBe(address);
    expect(relationKeysOf({ ...naming, secret: Buffer.alloc(32) }, 'ann@partner.example', domain).address).not.toBe(
      address,
    );
  });

  it.each(['gmail.com', 'web.de'])('%s is no acquaintance', (domain) => {
    expect(relationKeyOfDomain(naming, domain)).toBeNull();
  });
});

describe('remembering', () => {
  it('writes once for each address and domain, and nobody can read whose it is', async () => {
    const objects = new Map<string, string>();
    const writes: string[] = [];
    const state = stateOver(objects);
    const counting = {
      ...state,
      create: (key: string, text: string) => (writes.push(key), state.create(key, text)),
      swap: (key: string, text: string, etag: string) => (writes.push(key), state.swap(key, text, etag)),
    };
    const batch = [
      taught(1, 'received', 'ann@partner.example'),
      taught(2, 'received', 'ann@partner.example'),
      taught(3, 'received', 'bob@partner.example'),
      taught(4, 'written', 'ann@partner.example', 'bob@partner.example', 'eve@gmail.com'),
    ];
    await remember(counting, naming, batch, signal);
    expect(knownIn(objects, 'ann@partner.example')).toMatchObject({
      address: { received: 2, written: 1 },
      domain: { received: 3, written: 1 },
    });
    expect(knownIn(objects, 'eve@gmail.com')).toEqual({
      address: expect.objectContaining({ written: 1 }),
      domain: undefined,
    });
    // Three addresses, one domain, the beginning.
    expect(writes).toHaveLength(5);
    expect(JSON.stringify([...objects])).not.toMatch(/partner|gmail|ann|bob/);
  });

  it('keeps the day of the first hand-over, one that taught nothing too, and goes back with a sweep of the archive', async () => {
    const objects = new Map<string, string>();
    const began = (): unknown => JSON.parse(objects.get(relationBeganKey) ?? 'null');
    await remember(stateOver(objects), naming, [taught(9, 'received')], signal);
    expect(began()).toEqual({ schema: 'relation-began/v1', day: '2026-11-10' });
    await remember(stateOver(objects), naming, [taught(11, 'received', 'ann@partner.example')], signal);
    expect(began()).toMatchObject({ day: '2026-11-10' });
    await remember(stateOver(objects), naming, [taught(2, 'received', 'ann@partner.example')], signal);
    expect(began()).toMatchObject({ day: '2026-11-03' });
    expect(objects.size).toBe(3);
  });

  it('fails for the messages whose object cannot be written, and for no others; what was counted is not counted again', async () => {
    const objects = new Map<string, string>();
    const { address } = relationKeysOf(naming, 'ann@partner.example', 'partner.example');
    objects.set(address, 'damaged');
    const batch = [taught(1, 'received', 'ann@partner.example'), taught(2, 'received', 'bob@partner.example')];
    const results = await remember(stateOver(objects), naming, batch, signal);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    objects.delete(address);
    await remember(stateOver(objects), naming, batch, signal);
    expect(knownIn(objects, 'ann@partner.example')).toMatchObject({
      address: { received: 1 },
      domain: { received: 2 },
    });
  });

  property.prop([
    fc.array(fc.tuple(fc.boolean(), fc.constantFrom('ann@partner.example', 'bob@partner.example', 'eve@gmail.com')), {
      minLength: 1,
      maxLength: 32,
    }),
    fc.array(fc.array(fc.nat(31), { minLength: 1, maxLength: 12 }), { maxLength: 8 }),
    fc.scheduler(),
  ])('comes to the same counts however many write at once and repeat themselves', async (mail, rounds, scheduler) => {
    const all = mail.map(([came, address], n) => taught(n, came ? 'received' : 'written', address));
    const alone = new Map<string, string>();
    await remember(stateOver(alone), naming, all, signal);

    const together = new Map<string, string>();
    const state = stateOver(together);
    const slow = {
      read: scheduler.scheduleFunction((key: string) => state.read(key)),
      create: scheduler.scheduleFunction((key: string, text: string) => state.create(key, text)),
      swap: scheduler.scheduleFunction((key: string, text: string, etag: string) => state.swap(key, text, etag)),
    };
    const batches = [all, ...rounds.map((picked) => picked.flatMap((n) => all[n] ?? []))];
    const results = batches.map((batch) => remember(slow, naming, batch, signal));
    await scheduler.waitFor(Promise.all(results));
    expect((await Promise.all(results)).flat().every(({ status }) => status === 'fulfilled')).toBe(true);
    for (const address of ['ann@partner.example', 'bob@partner.example', 'eve@gmail.com'])
      expect(knownIn(together, address)).toEqual(knownIn(alone, address));
  });
});
