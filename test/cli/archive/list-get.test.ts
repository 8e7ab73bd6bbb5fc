import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordKey } from '../../../shared/archive/keys.ts';
import { aFolder } from '../../local/local-setup.ts';
import { type AnArchive, anArchive, bucket, organisation, signal } from './an-archive.ts';

let place: AnArchive;
beforeEach(async () => {
  place = await anArchive();
});

const idsOf = (out: string) =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { id: string }).id);

describe('mailweir archive list', () => {
  it('lists by the fields of the records, day by day', async () => {
    const first = await place.handOver({
      at: '2026-11-19T23:59:59.999Z',
      from: null,
      reasons: ['blocked-extension'],
      change: { retentionClass: { id: 'junk', days: 30, mode: 'GOVERNANCE' } },
    });
    const second = await place.handOver({
      at: '2026-11-20T00:00:00.000Z',
      raw: 'A: b\r\n\r\n',
      to: ['Dave@corp.example'],
    });
    const third = await place.handOver({ at: '2027-01-01T00:00:00.000Z', from: 'x@evilpartner.example' });
    const ask = async (...args: string[]) => idsOf((await place.mailweir(['archive', 'list', '--json', ...args])).out);
    const ids = [first, second, third].map(({ deliveryId }) => deliveryId);

    expect(await ask()).toEqual(ids);
    expect(await ask('--since=2026-11-20')).toEqual(ids.slice(1));
    expect(await ask('--until=2026-11-20')).toEqual(ids.slice(0, 2));
    expect(await ask('--until=2026-11-19T23:59:59.998Z')).toEqual([]);
    expect(await ask('--from=<>')).toEqual([ids[0]]);
    // A domain is the whole of it, and not how it ends.
    expect(await ask('--from=@partner.example')).toEqual([ids[1]]);
    expect(await ask('--to=dave@CORP.example', '--to=nobody@corp.example')).toEqual([ids[1]]);
    expect(await ask('--reason=blocked-extension')).toEqual([ids[0]]);
    expect(await ask('--class=junk')).toEqual([ids[0]]);
    expect(await ask('--reason=blocked-extension', '--since=2026-11-20')).toEqual([]);
    expect(await ask(`--sha256=${second.evidence?.sha256}`)).toEqual([ids[1]]);
    expect(await ask('--kind=import')).toEqual([]);
    expect(await ask('--direction=outbound')).toEqual([]);
  });

  it('names records that somebody hid, even all of a day', async () => {
    const [first, second] = [await place.handOver(), await place.handOver({ at: '2026-12-24T10:00:00.000Z' })];
    const key = recordKey(organisation, new Date(second.firstSeen), second.deliveryId);
    await place.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    const { code, out, err } = await place.mailweir(['archive', 'list', '--json']);
    expect([code, idsOf(out)]).toEqual([1, [first.deliveryId]]);
    expect(err).toContain(`${key}: is hidden by a delete marker`);
  });

  it('believes the first version of a record, and names one that was overwritten', async () => {
    const record = await place.handOver({ to: ['bob@corp.example'] });
    await sleep(1_100);
    const key = recordKey(organisation, new Date(record.firstSeen), record.deliveryId);
    const forged = { ...record, envelope: { ...record.envelope, recipients: ['eve@corp.example'] } };
    await place.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(forged) }));
    const list = (...args: string[]) => place.mailweir(['archive', 'list', '--json', ...args]);
    const bobs = await list('--to', 'bob@corp.example');
    expect([bobs.code, idsOf(bobs.out)]).toEqual([1, [record.deliveryId]]);
    expect(bobs.err).toContain(`${key}: was overwritten`);
    const eves = await list('--to', 'eve@corp.example');
    expect([eves.code, eves.out]).toEqual([1, '']);
    const got = await place.mailweir(['archive', 'get', record.deliveryId]);
    expect(got).toMatchObject({ code: 1, err: expect.stringContaining('was overwritten') });
    expect(got.out).toContain('Hello');
    await place.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    const hidden = await place.mailweir(['archive', 'get', record.deliveryId]);
    expect(hidden).toMatchObject({ code: 1, err: expect.stringContaining('is hidden'), out: got.out });
  });

  it('says where the version that we wrote is gone, and believes none of the others', async () => {
    const record = await place.handOver();
    const key = recordKey(organisation, new Date(record.firstSeen), record.deliveryId);
    const bypass = { Bucket: bucket, Key: key, BypassGovernanceRetention: true };
    await place.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    for await (const { version, marker } of place.archive.versions(key, signal)) {
      if (!marker) await place.client.send(new DeleteObjectCommand({ ...bypass, VersionId: version }));
    }
    const list = () => place.mailweir(['archive', 'list', '--json']);
    expect(await list()).toMatchObject({ code: 1, out: '', err: expect.stringContaining('is deleted') });
    await sleep(1_100);
    await place.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(record) }));
    expect(await list()).toMatchObject({ code: 1, out: '', err: expect.stringContaining('is not what we wrote') });
  });

  it('names a record that cannot be read, and shows no escape sequence', async () => {
    await place.handOver({ from: 'a\u001b[2J@partner.example' });
    const key = `record/v1/${organisation}/2026/11/21/broken.json`;
    await place.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: '{"schema":"record/v1"' }));
    const { code, out, err } = await place.mailweir(['archive', 'list']);
    expect(code).toBe(1);
    expect(out).toContain(String.raw`a\x1b[2J@partner.example`);
    expect(err).toContain(key);
  });

  it.each([
    ['--since=2026-02-30', 'a day'],
    ['--since=yesterday', 'a day'],
    ['--direction=up', 'inbound or outbound'],
    ['--id=../x', 'no id or hash'],
    ['--organisation=other', 'no id of a WorkMail organisation'],
  ])('refuses %s', async (option, problem) => {
    const { code, err } = await place.mailweir(['archive', 'list', option]);
    expect(code).toBe(2);
    expect(err).toContain(problem);
  });

  it('finds the only organisation by itself, and asks for a bucket', async () => {
    await place.handOver();
    const found = await place.mailweir(['archive', 'list', '--json'], { environment: { EVIDENCE_BUCKET: bucket } });
    expect(idsOf(found.out)).toHaveLength(1);
    expect((await place.mailweir(['archive', 'list'], { environment: {} })).code).toBe(2);
  });
});

describe('mailweir archive get', () => {
  const raw = Buffer.from('Subject: \0\r\n\r\nbare \r and \xff\n', 'latin1');

  it('gives back the bytes, in a file of their own', async () => {
    const { deliveryId } = await place.handOver({ raw });
    await place.handOver({ at: '2026-11-22T00:00:00.000Z' });
    const out = join(await aFolder(), 'a.eml');
    expect(await place.mailweir(['archive', 'get', deliveryId, '--out', out])).toMatchObject({ code: 0, err: '' });
    expect(await readFile(out)).toEqual(raw);
    expect(await place.mailweir(['archive', 'get', deliveryId, '--out', out])).toMatchObject({ code: 3 });
  });

  it('gives out no bytes that are not those of the record', async () => {
    const kept = await place.handOver({ raw });
    const { evidence } = kept;
    if (evidence === null) throw new Error('there is evidence');
    const other = await place.client.send(new PutObjectCommand({ Bucket: bucket, Key: evidence.key, Body: 'forged' }));
    const forged = await place.handOver({ change: { evidence: { ...evidence, version: other.VersionId ?? '' } } });
    expect(await place.mailweir(['archive', 'get', forged.deliveryId])).toMatchObject({ code: 1, out: '' });
    // The version that the first record names is still there.
    expect(await place.mailweir(['archive', 'get', kept.deliveryId])).toMatchObject({ code: 0 });
  });

  it('reads no key that a record invents', async () => {
    const stolen = { key: 'raw/v1/other/aa/x.eml', version: 'v', sha256: 'a'.repeat(64), sizeBytes: 1 };
    const { deliveryId } = await place.handOver({ change: { evidence: stolen } });
    expect(await place.mailweir(['archive', 'get', deliveryId])).toMatchObject({ code: 1, out: '' });
  });

  it('says what is not there', async () => {
    await place.handOver();
    expect(await place.mailweir(['archive', 'get', 'f'.repeat(64)])).toMatchObject({ code: 3, out: '' });
  });
});
