import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '../../shared/errors.ts';
import { followBatch, followRecord } from '../../shared/followers/follow.ts';
import type { Follower } from '../../shared/followers/follower.ts';
import { parseMark } from '../../shared/followers/mark.ts';
import { aRecord, FollowedWorld, keyOf, now, organisation } from './a-world.ts';

function following(outcome: () => string = () => 'done'): Follower & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    name: 'reply',
    seen,
    async follow({ record }) {
      seen.push(record.dedupeKey);
      return { outcome: outcome(), detail: { n: seen.length } };
    },
  };
}

const notification = (...keys: readonly string[]): string =>
  JSON.stringify({ Records: keys.map((key) => ({ eventName: 'ObjectCreated:Put', s3: { object: { key } } })) });
const batch = (...bodies: readonly string[]) => ({
  Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })),
});

describe('a batch', () => {
  it('is followed record by record, and each gets its mark', async () => {
    const [one, two] = [aRecord('one'), aRecord('two')];
    const world = new FollowedWorld(one, two);
    const follower = following();
    const event = batch(notification(keyOf(one)), notification(keyOf(two)));
    expect(await followBatch(event, follower, world.ports, world.run)).toEqual({ batchItemFailures: [] });
    expect(follower.seen).toEqual(['one', 'two']);
    const day = one.firstSeen.slice(0, 10).replaceAll('-', '/');
    expect([...world.state.keys()]).toEqual([
      `mark/v1/reply/${day}/${one.deliveryId}.json`,
      `mark/v1/reply/${day}/${two.deliveryId}.json`,
    ]);
    const mark = parseMark([...world.state.values()][0] ?? '');
    expect(mark).toEqual({
      schema: 'mark/v1',
      follower: 'reply',
      deliveryId: one.deliveryId,
      outcome: 'done',
      detail: { n: 1 },
      markedAt: now.toISOString(),
    });
  });

  it('tells of a record twice and it is followed once', async () => {
    const record = aRecord('one');
    const world = new FollowedWorld(record);
    const follower = following();
    await followBatch(batch(notification(keyOf(record))), follower, world.ports, world.run);
    await followBatch(batch(notification(keyOf(record))), follower, world.ports, world.run);
    expect(follower.seen).toEqual(['one']);
    expect(world.said).toHaveLength(1);
  });

  it('gives back what failed and nothing else', async () => {
    const [one, two] = [aRecord('one'), aRecord('two')];
    const world = new FollowedWorld(one, two);
    let calls = 0;
    const follower = following(() => {
      calls += 1;
      if (calls === 1) throw new TransientError('slow-down', 'SlowDown');
      return 'done';
    });
    const event = batch(notification(keyOf(one)), notification(keyOf(two)));
    const { batchItemFailures } = await followBatch(event, follower, world.ports, world.run);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(world.state.size).toBe(1);
    expect(world.said.join()).toContain(`${one.deliveryId.slice(0, 4)} failed: `);
  });

  it('is done with a record that was put off, and leaves it without a mark for the sweep', async () => {
    const record = aRecord('one');
    const world = new FollowedWorld(record);
    const later: Follower = { name: 'reply', follow: async () => ({ outcome: 'deferred', unfinished: true }) };
    const event = batch(notification(keyOf(record)));
    expect(await followBatch(event, later, world.ports, world.run)).toEqual({ batchItemFailures: [] });
    expect(world.state.size).toBe(0);
    expect(world.said).toEqual([`${record.deliveryId.slice(0, 4)} deferred`]);
  });

  it('acknowledges what S3 sends when the notification is set up', async () => {
    const world = new FollowedWorld();
    const test = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' });
    expect(await followBatch(batch(test), following(), world.ports, world.run)).toEqual({ batchItemFailures: [] });
    expect(world.said).toEqual([]);
  });

  it.each([
    'not json',
    '{}',
    'null',
    '{"Records":[{}]}',
    '{"Event":"s3:Other"}',
    notification('record/v1/%E0%A4%A/x.json'),
    notification('record/v1/m-other/2026/11/24/x.json'),
    notification(`record/v1/${organisation}/2026/11/24/../x.json`),
    notification(`raw/v1/${organisation}/aa/aa.eml`),
  ])('gives back %s, which is no record of ours, for people to look at', async (body) => {
    const world = new FollowedWorld();
    const { batchItemFailures } = await followBatch(batch(body), following(), world.ports, world.run);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    expect(world.said).toHaveLength(1);
  });

  it.each([null, {}, { Records: [{}] }, 'text'])('that is none is refused: %j', async (event) => {
    const world = new FollowedWorld();
    await expect(followBatch(event, following(), world.ports, world.run)).rejects.toMatchObject({
      code: 'illegible-event',
    });
  });

  it('reads keys as S3 writes them', async () => {
    const record = aRecord('one');
    const world = new FollowedWorld(record);
    const follower = following();
    const written = keyOf(record).replaceAll('/', '%2F');
    await followBatch(batch(notification(written)), follower, world.ports, world.run);
    expect(follower.seen).toEqual(['one']);
  });
});

describe('a record', () => {
  it('that cannot be read yet is tried again', async () => {
    const world = new FollowedWorld();
    await expect(followRecord(keyOf(aRecord('one')), following(), world.ports, world.run)).rejects.toThrow(
      TransientError,
    );
  });

  it('of another hand-over under this key is left to people', async () => {
    const [one, two] = [aRecord('one'), aRecord('two')];
    const world = new FollowedWorld();
    world.records.set(keyOf(one), JSON.stringify(two));
    await expect(followRecord(keyOf(one), following(), world.ports, world.run)).rejects.toThrow(PermanentError);
    expect(world.state.size).toBe(0);
  });

  it('is not marked again where another run was faster', async () => {
    const record = aRecord('one');
    const world = new FollowedWorld(record);
    let other: string | undefined;
    const follower = following(() => {
      const [key] = [`mark/v1/reply/2026/11/24/${record.deliveryId}.json`];
      world.state.set(key, (other = '{"schema":"mark/v1"}'));
      return 'done';
    });
    await followRecord(keyOf(record), follower, world.ports, world.run);
    expect([...world.state.values()]).toEqual([other]);
  });
});
