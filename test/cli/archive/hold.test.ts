import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { readActs } from '../../../shared/archive/acts.ts';
import { addHold, releaseHold } from '../../../shared/archive/hold.ts';
import { recordKey } from '../../../shared/archive/keys.ts';
import type { DeliveryRecord } from '../../../shared/archive/record.ts';
import { type AnArchive, anArchive, bucket, organisation, signal } from './an-archive.ts';

const hold = (archive: AnArchive, what: string, ...args: readonly string[]) =>
  archive.mailweir(['archive', 'hold', what, '--by', 'olga', ...args]);
const add = (archive: AnArchive, name: string, ...query: readonly string[]) =>
  hold(archive, 'add', '--name', name, '--why', 'case', ...query);
const release = (archive: AnArchive, name: string) => hold(archive, 'release', '--name', name, '--why', 'settled');

/** Of original and record. */
async function isHeld({ archive }: AnArchive, record: DeliveryRecord): Promise<readonly (boolean | undefined)[]> {
  const keys = [recordKey(organisation, new Date(record.firstSeen), record.deliveryId), record.evidence?.key ?? ''];
  return Promise.all(
    keys.map(async (key) => {
      for await (const { version } of archive.versions(key, signal)) {
        return (await archive.describe(key, version, signal))?.held;
      }
      return undefined;
    }),
  );
}

describe('archive hold', () => {
  it('holds what fits and nothing else, until it is released', async () => {
    const archive = await anArchive();
    const bob = await archive.handOver({ to: ['bob@corp.example'], raw: 'Subject: one\r\n\r\n' });
    const ann = await archive.handOver({ to: ['ann@corp.example'], raw: 'Subject: two\r\n\r\n' });
    expect(await add(archive, 'case-1', '--to', 'bob@corp.example')).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 messages, 2 versions'),
    });
    expect([await isHeld(archive, bob), await isHeld(archive, ann)]).toEqual([
      [true, true],
      [false, false],
    ]);
    expect((await hold(archive, 'list')).out).toContain('case-1  2 versions  olga  case');
    expect(await release(archive, 'case-1')).toMatchObject({ code: 0 });
    expect(await isHeld(archive, bob)).toEqual([false, false]);
    expect((await hold(archive, 'list')).out).toBe('');
  });

  it('lets go with the last of several holds', async () => {
    const archive = await anArchive();
    const both = await archive.handOver({ to: ['bob@corp.example'], from: 'ann@partner.example' });
    await add(archive, 'one', '--to', 'bob@corp.example');
    await add(archive, 'two', '--from', 'ann@partner.example');
    expect((await release(archive, 'one')).out).toContain('2 stay under other holds');
    expect(await isHeld(archive, both)).toEqual([true, true]);
    await release(archive, 'two');
    expect(await isHeld(archive, both)).toEqual([false, false]);
  });

  it('run again takes what has come since, and is released whole', async () => {
    const archive = await anArchive();
    const first = await archive.handOver({ to: ['bob@corp.example'], raw: 'Subject: one\r\n\r\n' });
    await add(archive, 'case', '--to', 'bob@corp.example');
    const second = await archive.handOver({ to: ['bob@corp.example'], raw: 'Subject: two\r\n\r\n' });
    await add(archive, 'case', '--to', 'bob@corp.example');
    expect(await isHeld(archive, second)).toEqual([true, true]);
    await release(archive, 'case');
    expect([await isHeld(archive, first), await isHeld(archive, second)].flat()).toEqual([false, false, false, false]);
  });

  it('writes who did what, when and why into the archive', async () => {
    const archive = await anArchive();
    await archive.handOver({ to: ['bob@corp.example'] });
    await add(archive, 'case', '--to', 'bob@corp.example');
    await release(archive, 'case');
    const { acts: all } = await readActs(archive.archive, organisation, signal);
    const acts = all.filter((one) => 'hold' in one);
    expect(acts.map(({ act, by, why }) => [act, by, why])).toEqual([
      ['hold', 'olga', 'case'],
      ['release', 'olga', 'settled'],
    ]);
    expect(acts[0]?.query).toEqual({ to: ['bob@corp.example'] });
    expect(acts[0]?.versions).toHaveLength(2);
  });

  it('lasts though who placed it again had a clock that is behind', async () => {
    const archive = await anArchive();
    const record = await archive.handOver({ to: ['bob@corp.example'] });
    const at = (minute: number) => ({
      name: 'case',
      by: 'olga',
      why: 'case',
      at: new Date(Date.UTC(2026, 10, 21, 10, minute)),
      retention: { mode: 'GOVERNANCE' as const, until: new Date(Date.now() + 60_000) },
    });
    await addHold(archive.archive, organisation, { kind: 'delivery' }, at(1), signal);
    await sleep(1_100);
    await releaseHold(archive.archive, organisation, at(5), signal);
    await sleep(1_100);
    await addHold(archive.archive, organisation, { kind: 'delivery' }, at(3), signal);
    expect((await hold(archive, 'list')).out).toContain('case  2 versions');
    expect((await release(archive, 'case')).code).toBe(0);
    expect(await isHeld(archive, record)).toEqual([false, false]);
  });

  describe('with an act that somebody touched', () => {
    async function touched(change: (archive: AnArchive, key: string) => Promise<unknown>) {
      const archive = await anArchive();
      const record = await archive.handOver({ to: ['bob@corp.example'] });
      await add(archive, 'one', '--to', 'bob@corp.example');
      await add(archive, 'two', '--to', 'bob@corp.example');
      for await (const key of archive.archive.keys(`act/v1/${organisation}/`, signal)) {
        await change(archive, key);
        return { archive, record, key };
      }
      throw new Error('there is no act');
    }
    const put = ({ client }: AnArchive, Key: string, Body: string) =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

    it.each([
      { how: 'overwritten', change: (archive: AnArchive, key: string) => put(archive, key, '{"act":"none"}') },
      {
        how: 'hidden',
        change: ({ client }: AnArchive, Key: string) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key })),
      },
    ])('$how, it stays in force and is named', async ({ change }) => {
      const { archive, record, key } = await touched(change);
      const listed = await archive.mailweir(['archive', 'hold', 'list']);
      expect(listed).toMatchObject({ code: 1, err: expect.stringContaining(key) });
      expect(listed.out.trim().split('\n')).toHaveLength(2);
      expect((await release(archive, 'one')).code).toBe(0);
      expect(await isHeld(archive, record)).toEqual([true, true]);
      expect((await archive.mailweir(['archive', 'reconcile', '/dev/null'])).out).toContain(key);
    });

    it('put there by hand, it is believed by nobody, and nothing is released: it may have been a hold', async () => {
      const { archive, record } = await touched((place) =>
        put(place, `act/v1/${organisation}/2026/11/20/x.json`, '{}'),
      );
      expect(await release(archive, 'one')).toMatchObject({
        code: 3,
        err: expect.stringContaining('may have been a hold'),
      });
      expect(await isHeld(archive, record)).toEqual([true, true]);
      expect((await archive.mailweir(['archive', 'hold', 'list'])).out.trim().split('\n')).toHaveLength(2);
      expect((await archive.mailweir(['archive', 'reconcile', '/dev/null'])).out).toContain('act-damaged');
    });
  });

  it('holds what fits, also what somebody hid, and names what cannot be read', async () => {
    const archive = await anArchive();
    const [fine, hidden] = [
      await archive.handOver({ raw: 'Subject: one\r\n\r\n' }),
      await archive.handOver({ raw: 'Subject: two\r\n\r\n' }),
    ];
    const other = await archive.handOver({ raw: 'Subject: three\r\n\r\n', to: ['bob@corp.example'] });
    const keyOf = (one: DeliveryRecord) => recordKey(organisation, new Date(one.firstSeen), one.deliveryId);
    for (const one of [hidden, other]) {
      await archive.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(one) }));
    }
    const broken = recordKey(organisation, new Date(fine.firstSeen), 'a'.repeat(64));
    await archive.client.send(new PutObjectCommand({ Bucket: bucket, Key: broken, Body: 'no record' }));
    const { code, out, err } = await add(archive, 'case', '--to', 'carol@corp.example');
    expect([code, out]).toEqual([1, 'case: 2 messages, 4 versions under hold\n']);
    for (const key of [keyOf(hidden), keyOf(other), broken]) expect(err).toContain(key);
    expect(await isHeld(archive, fine)).toEqual([true, true]);
    const { acts } = await readActs(archive.archive, organisation, signal);
    const versions = acts.flatMap((one) => (one.act === 'hold' ? one.versions : []));
    const wanted = [fine, hidden].flatMap((one) => [keyOf(one), one.evidence?.key]);
    expect(new Set(versions.map(({ key }) => key))).toEqual(new Set(wanted));
    for (const { key, version } of versions) {
      expect(await archive.archive.describe(key, version, signal)).toMatchObject({ held: true });
    }
  });

  it('holds the record of a message whose original is gone, and names it', async () => {
    const archive = await anArchive();
    const record = await archive.handOver({});
    const Key = record.evidence?.key ?? '';
    await archive.client.send(
      new DeleteObjectCommand({
        Bucket: bucket,
        Key,
        VersionId: record.evidence?.version,
        BypassGovernanceRetention: true,
      }),
    );
    const added = await add(archive, 'case', '--to', 'carol@corp.example');
    expect(added).toMatchObject({ code: 1, out: expect.stringContaining('1 messages, 1 versions') });
    expect(added.err).toContain(`${record.deliveryId}: has lost its original`);
    expect(await isHeld(archive, record)).toEqual([true, undefined]);
  });

  it('holds nothing where nothing fits, and says so by its exit code', async () => {
    const archive = await anArchive();
    await archive.handOver();
    expect((await add(archive, 'case', '--to', 'nobody@corp.example')).code).toBe(1);
    expect(await readActs(archive.archive, organisation, signal)).toEqual({ acts: [], damaged: [] });
  });

  it.each([
    { args: ['add', '--name', 'a', '--why', 'b'], says: 'query' },
    { args: ['add', '--why', 'b', '--to', 'x@corp.example'], says: '--name' },
    { args: ['add', '--name', 'a b', '--why', 'b', '--to', 'x@corp.example'], says: '--name' },
    { args: ['add', '--name', 'a', '--to', 'x@corp.example'], says: '--why' },
    { args: ['release', '--name', 'a', '--why', 'b', '--to', 'x@corp.example'], says: 'whole' },
    { args: ['erase'], says: 'add, release or list' },
  ])('refuses $args', async ({ args, says }) => {
    const archive = await anArchive();
    const [what = '', ...rest] = args;
    const { code, err } = await hold(archive, what, ...rest);
    expect(code).not.toBe(0);
    expect(err).toContain(says);
  });

  it('names a hold that is not there', async () => {
    const archive = await anArchive();
    await archive.handOver();
    expect((await release(archive, 'case')).err).toContain('there is no hold case');
  });
});
