import { describe, expect, it } from 'vitest';
import { TransientError } from '../../shared/errors.ts';
import { followRecord } from '../../shared/followers/follow.ts';
import type { Follower } from '../../shared/followers/follower.ts';
import { sweep } from '../../shared/followers/sweep.ts';
import { aRecord, FollowedWorld, keyOf } from './a-world.ts';

const daysAgo = (days: number): string =>
  new Date(Date.parse('2026-11-24T09:00:00Z') - days * 86_400_000).toISOString();

function following(failing: readonly string[] = []): Follower & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    name: 'reply',
    seen,
    async follow({ record: { dedupeKey } }) {
      seen.push(dedupeKey);
      if (failing.includes(dedupeKey)) throw new TransientError('slow-down', 'SlowDown');
      return { outcome: 'done' };
    },
  };
}

const always = { hasTime: () => true };

describe('a sweep', () => {
  it('follows what has no mark, the latest day first, and leaves the rest', async () => {
    const records = [aRecord('today'), aRecord('older', { firstSeen: daysAgo(2) }), aRecord('marked')];
    const world = new FollowedWorld(...records);
    await followRecord(keyOf(records[2] ?? aRecord('')), following(), world.ports, world.run);
    const follower = following();
    const swept = await sweep(follower, world.ports, world.run, { days: 3, ...always });
    expect(swept).toEqual({ records: 3, late: 2, failed: 0, complete: true });
    expect(follower.seen).toEqual(['today', 'older']);
    expect(await sweep(follower, world.ports, world.run, { days: 3, ...always })).toMatchObject({ late: 0 });
  });

  it('does not run ahead of a notification that is on its way', async () => {
    const world = new FollowedWorld(
      aRecord('young', { recordedAt: '2026-11-24T11:50:00.000Z' }),
      aRecord('old', { recordedAt: '2026-11-24T11:40:00.000Z' }),
    );
    const follower = following();
    await sweep(follower, world.ports, world.run, { days: 1, ...always });
    expect(follower.seen).toEqual(['old']);
  });

  it('looks no further back than asked', async () => {
    const world = new FollowedWorld(aRecord('old', { firstSeen: daysAgo(3) }));
    const follower = following();
    await sweep(follower, world.ports, world.run, { days: 3, ...always });
    expect(follower.seen).toEqual([]);
  });

  it('counts what fails, damaged records too, and goes on', async () => {
    const broken = aRecord('broken');
    const world = new FollowedWorld(aRecord('one'), aRecord('two'), broken);
    world.records.set(keyOf(broken), '{');
    const swept = await sweep(following(['one']), world.ports, world.run, { days: 1, ...always });
    expect(swept).toEqual({ records: 3, late: 3, failed: 2, complete: true });
    expect(world.said).toHaveLength(3);
  });

  it('ends when its time does, and says that it did not see all', async () => {
    const world = new FollowedWorld(...Array.from({ length: 20 }, (_, n) => aRecord(`r${n}`)));
    let asked = 0;
    const follower = following();
    const hasTime = () => (asked += 1) < 2;
    expect(await sweep(follower, world.ports, world.run, { days: 2, hasTime })).toMatchObject({ complete: false });
    expect(follower.seen.length).toBeGreaterThan(0);
    expect(follower.seen.length).toBeLessThan(20);
  });
});
