import { fc, it as property } from '@fast-check/vitest';
import { strToU8, zipSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { archiveNames, unpackingBudget } from '../../shared/filters/archive-names.ts';
import { looksLikeZip, readZipDirectory, unpackMember } from '../../shared/filters/zip-directory.ts';

const zip = (...names: readonly string[]) =>
  Buffer.from(zipSync(Object.fromEntries(names.map((name) => [name, strToU8('content')]))));
const zipOf = (members: Readonly<Record<string, Uint8Array>>) => Buffer.from(zipSync({ ...members }));
const namesIn = (bytes: Buffer) => [...new Set(readZipDirectory(bytes).members.flatMap(({ names }) => names))];

const endAt = (bytes: Buffer) => bytes.lastIndexOf('PK\x05\x06');
const changed = (bytes: Buffer, change: (copy: Buffer) => void) => {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
};

describe('readZipDirectory', () => {
  it.each([
    { what: 'an ordinary archive', bytes: zip('a.txt', 'b/c.exe') },
    { what: 'junk before it', bytes: Buffer.concat([Buffer.from('MZ self-extractor'), zip('a.txt', 'b/c.exe')]) },
    { what: 'junk after it', bytes: Buffer.concat([zip('a.txt', 'b/c.exe'), Buffer.from('trailing')]) },
    {
      what: 'a comment',
      bytes: Buffer.concat([
        changed(zip('a.txt', 'b/c.exe'), (z) => z.writeUInt16LE(5, z.length - 2)),
        Buffer.from('hello'),
      ]),
    },
  ])('lists $what', ({ bytes }) => {
    expect(readZipDirectory(bytes).defect).toBeNull();
    expect(namesIn(bytes)).toEqual(['a.txt', 'b/c.exe']);
  });

  it('lists an empty archive', () => {
    expect(readZipDirectory(zip())).toEqual({ defect: null, members: [] });
  });

  it('lists a ZIP64 archive', () => {
    expect(readZipDirectory(zip64())).toMatchObject({ defect: null, members: [{ names: ['run.exe'] }] });
  });

  it('lists a name that only the local header has', () => {
    const bytes = changed(zip('run.exe'), (z) => z.write('doc.txt', z.lastIndexOf('run.exe')));
    expect(namesIn(bytes)).toEqual(['doc.txt', 'run.exe']);
  });

  it('lists a name that only the directory has', () => {
    const bytes = changed(zip('run.exe'), (z) => z.write('doc.txt', z.indexOf('run.exe')));
    expect(namesIn(bytes)).toEqual(['run.exe', 'doc.txt']);
  });

  it('lists the Unicode name of an extra field', () => {
    const extra = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from('rün.exe')]);
    const bytes = Buffer.from(zipSync({ 'doc.txt': [strToU8('x'), { extra: { 0x7075: extra } }] }));
    expect(namesIn(bytes)).toContain('rün.exe');
  });

  it('lists members whose directory a second end record in the comment hides', () => {
    const hidden = zip('run.exe');
    const comment = zip();
    const bytes = Buffer.concat([changed(hidden, (z) => z.writeUInt16LE(comment.length, z.length - 2)), comment]);
    expect(namesIn(bytes)).toContain('run.exe');
  });

  it('lists the names of encrypted members, and gives no content', () => {
    const bytes = changed(zip('run.exe'), (z) => {
      z.writeUInt16LE(1, 6);
      z.writeUInt16LE(1, z.indexOf('PK\x01\x02') + 8);
    });
    expect(readZipDirectory(bytes).members).toEqual([{ names: ['run.exe'], content: null }]);
  });

  it.each([
    { what: 'no end record', bytes: zip('run.exe').subarray(0, -22), defect: 'no-directory' },
    {
      what: 'a directory outside the file',
      bytes: changed(zip('run.exe'), (z) => z.writeUInt32LE(0xfffffff0, endAt(z) + 12)),
      defect: 'no-directory',
    },
    {
      what: 'a name longer than the directory',
      bytes: changed(zip('run.exe'), (z) => z.writeUInt16LE(0xffff, z.indexOf('PK\x01\x02') + 28)),
      defect: 'broken-directory',
    },
    {
      what: 'more members than we list',
      bytes: zip(...Array.from({ length: 10_001 }, (_, n) => `${n}`)),
      defect: 'too-many-members',
    },
  ])('declares $what unreadable', ({ bytes, defect }) => {
    expect(readZipDirectory(bytes).defect).toBe(defect);
  });

  it('still finds names where the directory is broken', () => {
    expect(namesIn(zip('run.exe').subarray(0, -22))).toEqual(['run.exe']);
  });

  property.prop([fc.uint8Array({ maxLength: 300 }), fc.nat(300)])('survives anything', (noise, at) => {
    const bytes = zip('a.txt', 'run.exe');
    bytes.set(noise.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
    for (const member of readZipDirectory(bytes).members) unpackMember(bytes, member, 1_000);
    expect(readZipDirectory(Buffer.from(noise)).members.length).toBeLessThan(100);
  });

  it.each(['PK\x05\x06', 'PK\x03\x04', 'PK\x01\x02', 'P'])('takes linear time over %j', (unit) => {
    const started = performance.now();
    readZipDirectory(Buffer.from(unit.repeat(5_000_000), 'latin1'));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('unpackMember', () => {
  it('does not unpack more than it may', () => {
    const bytes = zipOf({ bomb: new Uint8Array(10_000_000) });
    const [member] = readZipDirectory(bytes).members;
    expect(member && unpackMember(bytes, member, 1_000)).toBeNull();
    expect(member && unpackMember(bytes, member, 10_000_000)).toHaveLength(10_000_000);
  });

  it('gives null for what is not compressed as it says', () => {
    const bytes = changed(zipOf({ a: zlibSync(new Uint8Array(100)) }), (z) => z.fill(0xff, 31, 35));
    const [member] = readZipDirectory(bytes).members;
    expect(member && unpackMember(bytes, member, 1_000)).toBeNull();
  });
});

describe('archiveNames', () => {
  const names = (bytes: Buffer, budget = unpackingBudget()) => archiveNames(bytes, budget);

  it.each([
    { what: 'deflated', inner: zip('x/run.exe') },
    { what: 'stored', inner: Buffer.from(zipSync({ 'x/run.exe': strToU8('a') }, { level: 0 })) },
  ])('looks into a $what archive inside', ({ inner }) => {
    expect(names(zipOf({ 'inner.ZIP': inner }))).toMatchObject({ defect: null });
    expect(names(zipOf({ 'inner.ZIP': inner })).names).toContain('run.exe');
  });

  it.each([
    {
      what: 'an archive in an archive in an archive',
      bytes: zipOf({ 'a.zip': zipOf({ 'b.zip': zip('c.txt') }) }),
      defect: 'too-deep',
    },
    {
      what: 'a bomb inside',
      bytes: zipOf({ 'a.zip': new Uint8Array(40_000_000) }),
      defect: 'unreadable-inner-archive',
    },
    { what: 'no archive under its name', bytes: zipOf({ 'a.zip': strToU8('hello') }), defect: 'no-directory' },
  ])('declares $what', ({ bytes, defect }) => {
    expect(names(bytes).defect).toBe(defect);
  });

  it('shares one budget among all archives', () => {
    const budget = unpackingBudget();
    const bytes = zipOf(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}.zip`, zip('a.txt')])));
    expect(names(bytes, budget)).toMatchObject({ defect: 'unreadable-inner-archive' });
    expect(budget.archives).toBe(0);
  });
});

describe('looksLikeZip', () => {
  it.each([
    [zip('a'), true],
    [zip(), true],
    [Buffer.from('PK00PK\x03\x04', 'latin1'), true],
    [Buffer.from('PK'), false],
    [Buffer.from('PKCS'), false],
    [Buffer.alloc(0), false],
  ])('%o: %s', (bytes, expected) => {
    expect(looksLikeZip(bytes)).toBe(expected);
  });
});

/** One stored member; sizes and counts only in the ZIP64 end record (APPNOTE §4.3.14). */
function zip64(): Buffer {
  const plain = zip('run.exe');
  const end = endAt(plain);
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(1n, 24);
  record.writeBigUInt64LE(1n, 32);
  record.writeBigUInt64LE(BigInt(plain.readUInt32LE(end + 12)), 40);
  record.writeBigUInt64LE(BigInt(plain.readUInt32LE(end + 16)), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(end), 8);
  const last = changed(plain.subarray(end), (e) => e.fill(0xff, 8, 20));
  return Buffer.concat([plain.subarray(0, end), record, locator, last]);
}
