import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { readActs } from '../../../shared/archive/acts.ts';
import { recordKey } from '../../../shared/archive/keys.ts';
import type { DeliveryRecord } from '../../../shared/archive/record.ts';
import { aFolder } from '../../local/local-setup.ts';
import { type AnArchive, anArchive, bucket, type HandOver, organisation, signal, stateBucket } from './an-archive.ts';

const dayMs = 24 * 3_600_000;

interface Old extends AnArchive {
  /** A message with a lock that has run out. */
  readonly aged: (...given: readonly HandOver[]) => Promise<readonly DeliveryRecord[]>;
}

async function anOldArchive(): Promise<Old> {
  const archive = await anArchive();
  return {
    ...archive,
    async aged(...given) {
      const until = new Date(Date.now() + 1_500);
      const records: DeliveryRecord[] = [];
      for (const one of given) records.push(await archive.handOver({ ...one, until }));
      await sleep(Math.max(0, until.getTime() - Date.now()) + 100);
      return records;
    },
  };
}

const propose = (archive: AnArchive, ...args: readonly string[]) =>
  archive.mailweir(['archive', 'erase', 'propose', '--by', 'olga', '--why', 'period over', ...args]);

const confirm = (archive: AnArchive, name: string, by = 'bert') =>
  archive.mailweir(['archive', 'erase', 'confirm', name, '--by', by]);

const nameIn = (out: string): string => /proposal ([0-9a-f]{12})/.exec(out)?.[1] ?? 'none';

/** Which of original and record are still there. */
async function left({ archive }: AnArchive, record: DeliveryRecord | undefined) {
  if (record === undefined) throw new Error('there is no such message');
  const { firstSeen, deliveryId, evidence } = record;
  const there: string[] = [];
  for (const key of [evidence?.key ?? '', recordKey(organisation, new Date(firstSeen), deliveryId)]) {
    for await (const one of archive.versions(key, signal)) if (!one.marker) there.push(key.split('/')[0] ?? '');
  }
  return there;
}

describe('archive erase', () => {
  it('deletes what fits when a second person confirms, and nothing before', async () => {
    const archive = await anOldArchive();
    const [old, other] = await archive.aged(
      { raw: 'Subject: one\r\n\r\n', to: ['bob@corp.example'] },
      { raw: 'Subject: two\r\n\r\n' },
    );
    const proposed = await propose(archive, '--to', 'bob@corp.example');
    expect(proposed).toMatchObject({ code: 0, out: expect.stringContaining('1 messages, 2 versions') });
    const name = nameIn(proposed.out);
    expect(await left(archive, old)).toEqual(['raw', 'record']);
    expect((await archive.mailweir(['archive', 'erase', 'list'])).out).toContain(
      `${name}  1 messages  olga  period over`,
    );
    expect(await confirm(archive, name)).toMatchObject({ code: 0, out: '1 messages are erased, 0 were kept\n' });
    expect([await left(archive, old), await left(archive, other)]).toEqual([[], ['raw', 'record']]);
    expect((await archive.mailweir(['archive', 'erase', 'list'])).out).toBe('');
    expect(await confirm(archive, name)).toMatchObject({ code: 3, err: expect.stringContaining('no open proposal') });
  });

  it('makes the model forget what it has learned from them', async () => {
    const archive = await anOldArchive();
    const raw = 'From: a@shop.example\r\nMessage-ID: <1@shop.example>\r\nSubject: one\r\n\r\nBuy our valves.\r\n';
    await archive.aged({ raw, to: ['bob@corp.example'] });
    const cwd = await aFolder();
    await writeFile(join(cwd, 'one.eml'), raw);
    await writeFile(join(cwd, 'two.eml'), raw.replaceAll('1@shop', '2@shop').replace('valves', 'pumps'));
    const environment = { EVIDENCE_BUCKET: bucket, ORGANIZATION_ID: organisation, STATE_BUCKET: stateBucket };
    await archive.mailweir(['spam', 'learn', '--as', 'spam', 'one.eml', 'two.eml'], { cwd, environment });
    const { out } = await propose(archive, '--to', 'bob@corp.example');
    const erasing = ['archive', 'erase', 'confirm', nameIn(out), '--by', 'bert'];
    expect(await archive.mailweir(erasing, { environment })).toEqual({
      code: 0,
      out: '1 messages are erased, 0 were kept; the model has forgotten what it had learned from 1\n',
      err: '',
    });
    const { Contents = [] } = await archive.client.send(
      new ListObjectsV2Command({ Bucket: stateBucket, Prefix: 'model/v1/features/' }),
    );
    expect(Contents).toHaveLength(1);
  });

  it('says where it cannot know what was learned', async () => {
    const archive = await anOldArchive();
    await archive.aged({});
    const { err } = await confirm(archive, nameIn((await propose(archive, '--kind', 'delivery')).out));
    expect(err).toContain('no state bucket is named');
  });

  it('writes who proposed and who confirmed, and of the messages their ids alone', async () => {
    const archive = await anOldArchive();
    const [record] = await archive.aged({});
    const { deliveryId, flowMessageId } = record ?? {};
    await confirm(archive, nameIn((await propose(archive, '--kind', 'delivery')).out));
    const { acts } = await readActs(archive.archive, organisation, signal);
    expect(acts).toMatchObject([
      { act: 'erase-proposed', by: 'olga', why: 'period over', messages: [{ id: deliveryId }] },
      { act: 'erased', by: 'bert', messages: [{ id: deliveryId, flowMessageId }], kept: [] },
    ]);
    expect(JSON.stringify(acts)).not.toMatch(/alice|carol/);
  });

  it('does not take the same person twice', async () => {
    const archive = await anOldArchive();
    const [old] = await archive.aged({});
    const { out } = await propose(archive, '--kind', 'delivery');
    expect(await confirm(archive, nameIn(out), ' OLGA')).toMatchObject({
      code: 1,
      err: expect.stringContaining('somebody else'),
    });
    expect(await left(archive, old)).toEqual(['raw', 'record']);
  });

  it('proposes nothing that is locked, held or lost', async () => {
    const archive = await anOldArchive();
    await archive.handOver({ raw: 'Subject: one\r\n\r\n' });
    const [held] = await archive.aged({ raw: 'Subject: two\r\n\r\n', to: ['bob@corp.example'] });
    const query = ['--to', 'bob@corp.example', '--name', 'case', '--why', 'x', '--by', 'ann'];
    await archive.mailweir(['archive', 'hold', 'add', ...query]);
    expect(await propose(archive, '--kind', 'delivery')).toMatchObject({
      code: 1,
      out: 'nothing may go: 0 messages, 0 versions; 1 locked, 1 held and 0 missing ones stay\n',
    });
    expect(await left(archive, held)).toEqual(['raw', 'record']);
  });

  it('proposes nothing while a record is hidden: it may name the same original', async () => {
    const archive = await anOldArchive();
    const raw = 'Subject: both have it\r\n\r\n';
    const [alices, bobs] = await archive.aged({ raw }, { raw, to: ['bob@corp.example'] });
    const hidden = recordKey(organisation, new Date(bobs?.firstSeen ?? ''), bobs?.deliveryId ?? '');
    await archive.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: hidden }));
    expect(await propose(archive, '--to', 'carol@corp.example')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${hidden}: is hidden by a delete marker`),
    });
    expect([await left(archive, alices), await left(archive, bobs)]).toEqual([
      ['raw', 'record'],
      ['raw', 'record'],
    ]);
  });

  it('keeps what came under a hold in between', async () => {
    const archive = await anOldArchive();
    const [old] = await archive.aged({});
    const { out } = await propose(archive, '--kind', 'delivery');
    await archive.mailweir([
      'archive',
      'hold',
      'add',
      '--kind',
      'delivery',
      '--name',
      'c',
      '--why',
      'x',
      '--by',
      'ann',
    ]);
    expect(await confirm(archive, nameIn(out))).toMatchObject({ code: 1, err: expect.stringContaining('legal hold') });
    expect(await left(archive, old)).toEqual(['raw', 'record']);
  });

  it('leaves an original that another record names, though it came after the proposal', async () => {
    const archive = await anOldArchive();
    const [first, second] = await archive.aged(
      { raw: 'Subject: same\r\n\r\n', to: ['bob@corp.example'] },
      { raw: 'Subject: same\r\n\r\n', to: ['ann@corp.example'] },
    );
    const one = await propose(archive, '--to', 'bob@corp.example');
    expect(one.out).toContain('1 originals stay');
    await confirm(archive, nameIn(one.out));
    expect([await left(archive, first), await left(archive, second)]).toEqual([['raw'], ['raw', 'record']]);

    const two = await propose(archive, '--to', 'ann@corp.example');
    const third = await archive.handOver({ raw: 'Subject: same\r\n\r\n', until: new Date(Date.now() + dayMs) });
    expect(await confirm(archive, nameIn(two.out))).toMatchObject({
      code: 1,
      err: expect.stringContaining('was kept'),
    });
    expect(await left(archive, third)).toEqual(['raw', 'record']);
  });

  it('takes one original with the last of its records', async () => {
    const archive = await anOldArchive();
    const both = await archive.aged({ raw: 'Subject: same\r\n\r\n' }, { raw: 'Subject: same\r\n\r\n' });
    const done = await confirm(archive, nameIn((await propose(archive, '--kind', 'delivery')).out));
    expect(done).toMatchObject({ code: 0, out: '2 messages are erased, 0 were kept\n' });
    expect((await Promise.all(both.map((one) => left(archive, one)))).flat()).toEqual([]);
  });

  it('deletes nothing where a record cannot be read, since it may name the original', async () => {
    const archive = await anOldArchive();
    const [old] = await archive.aged({});
    const { out } = await propose(archive, '--kind', 'delivery');
    const lock = { mode: 'GOVERNANCE' as const, until: new Date(Date.now() + dayMs) };
    const key = recordKey(organisation, new Date('2026-11-01'), 'a'.repeat(64));
    await archive.archive.createRecord(key, 'no record', lock, signal);
    expect(await confirm(archive, nameIn(out))).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing was deleted'),
    });
    expect(await left(archive, old)).toEqual(['raw', 'record']);
  });

  it('goes on where it was broken off', async () => {
    const archive = await anOldArchive();
    const [old] = await archive.aged({});
    const { out } = await propose(archive, '--kind', 'delivery');
    for await (const { key, version } of archive.archive.versions(old?.evidence?.key ?? '', signal)) {
      await archive.archive.remove(key, version, signal);
    }
    expect(await confirm(archive, nameIn(out))).toMatchObject({ code: 0, out: '1 messages are erased, 0 were kept\n' });
    expect(await left(archive, old)).toEqual([]);
  });

  it.each([
    { args: ['propose', '--why', 'x'], says: 'needs a query' },
    { args: ['propose', '--class', 'junk'], says: '--why is missing' },
    { args: ['confirm'], says: 'name of a proposal' },
    { args: ['confirm', 'abc', '--class', 'junk'], says: 'takes no query' },
    { args: ['everything'], says: '"propose"' },
  ])('refuses $args', async ({ args, says }) => {
    const archive = await anArchive();
    const { code, err } = await archive.mailweir(['archive', 'erase', ...args, '--by', 'olga']);
    expect(code).not.toBe(0);
    expect(err).toContain(says);
  });
});
