import { describe, expect, it } from 'vitest';
import { expiryOf } from '../../../local/s3/lifecycle.ts';
import { type LifecycleRule, lifecycleRules } from '../../../local/s3/lifecycle-rules.ts';
import type { DeleteMarker, StoredObject, Version } from '../../../local/s3/version.ts';

const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({ id: 'r', prefix: '', ...more });
const at = (time: string): string => `2026-03-${time.replace(' ', 'T')}:00.000Z`;
const object = (versionId: string, modified: string, more: Partial<StoredObject> = {}): StoredObject => ({
  kind: 'object',
  versionId,
  modified: at(modified),
  body: versionId,
  sizeBytes: 1,
  md5Hex: '',
  headers: [],
  ...more,
});
const marker = (versionId: string, modified: string): DeleteMarker => ({
  kind: 'delete-marker',
  versionId,
  modified: at(modified),
});

/** The ids that are left, newest first; `+` for a new delete marker. */
function left(versions: readonly Version[], rules: readonly LifecycleRule[], now: string, versioned = true): string {
  const expiry = expiryOf('plan/1', versions, { rules, versioned }, new Date(at(now)));
  const known = new Set(versions);
  return (expiry?.versions ?? versions).map((v) => (known.has(v) ? v.versionId : '+')).join(' ');
}

describe('a plain bucket', () => {
  const versions = [object('a', '10 10:30')];
  it.each([
    // The guide's own example: 10:30 and three days make midnight after the third day.
    { days: 3, now: '13 23:59', is: 'a' },
    { days: 3, now: '14 00:00', is: '' },
    { days: 1, now: '12 00:00', is: '' },
  ])('$days days after 10:30, at $now: "$is"', ({ days, now, is }) => {
    expect(left(versions, [rule({ expirationDays: days })], now, false)).toBe(is);
  });

  it('loses what a rule names by its prefix, and nothing else', () => {
    expect(left(versions, [rule({ expirationDays: 1, prefix: 'plan/' })], '20 00:00', false)).toBe('');
    expect(left(versions, [rule({ expirationDays: 1, prefix: 'plans/' })], '20 00:00', false)).toBe('a');
  });

  it('obeys the rule that comes first in time', () => {
    const rules = [rule({ expirationDays: 9 }), rule({ expirationDays: 2, prefix: 'plan/' })];
    expect(left(versions, rules, '13 00:00', false)).toBe('');
  });
});

describe('a bucket with versions', () => {
  const both = rule({ expirationDays: 1, noncurrentDays: 1 });
  const hold = { legalHold: true };
  const retained = { retention: { mode: 'GOVERNANCE', until: at('20 00:00') } } as const;
  it.each([
    {
      what: 'hides the current version',
      versions: [object('a', '10 10:30')],
      rules: [both],
      now: '12 00:00',
      is: '+ a',
    },
    {
      what: 'removes a noncurrent one by the age of its successor',
      versions: [marker('m', '12 00:00'), object('a', '01 00:00')],
      rules: [rule({ noncurrentDays: 1 })],
      now: '12 23:59',
      is: 'm a',
    },
    {
      what: 'removes it at the midnight after',
      versions: [marker('m', '12 00:01'), object('a', '01 00:00')],
      rules: [rule({ noncurrentDays: 1 })],
      now: '14 00:00',
      is: 'm',
    },
    {
      what: 'leaves a marker without a rule for it',
      versions: [marker('m', '12 00:01')],
      rules: [rule({ noncurrentDays: 1 })],
      now: '30 00:00',
      is: 'm',
    },
    {
      what: 'removes a marker that hides nothing',
      versions: [marker('m', '12 00:01')],
      rules: [rule({ removesMarkers: true })],
      now: '12 00:02',
      is: '',
    },
    {
      what: 'removes such a marker by its age, too',
      versions: [marker('m', '12 00:01')],
      rules: [rule({ expirationDays: 1 })],
      now: '14 00:00',
      is: '',
    },
    {
      what: 'keeps a marker that hides something',
      versions: [marker('m', '12 00:01'), object('a', '01 00:00')],
      rules: [rule({ removesMarkers: true })],
      now: '30 00:00',
      is: 'm a',
    },
    {
      what: 'keeps held and retained versions and takes those between',
      versions: [
        object('d', '09 00:00'),
        object('c', '08 00:00', hold),
        object('b', '07 00:00'),
        object('a', '06 00:00', retained),
      ],
      rules: [rule({ noncurrentDays: 1 })],
      now: '12 00:00',
      is: 'd c a',
    },
    {
      what: 'takes a retained version when its time is over',
      versions: [object('b', '09 00:00'), object('a', '06 00:00', retained)],
      rules: [rule({ noncurrentDays: 1 })],
      now: '20 00:00',
      is: 'b',
    },
    {
      what: 'hides a locked current version',
      versions: [object('a', '01 00:00', hold)],
      rules: [both],
      now: '12 00:00',
      is: '+ a',
    },
  ])('$what', ({ versions, rules, now, is }) => {
    expect(left(versions, rules, now)).toBe(is);
  });
});

describe('lifecycleRules', () => {
  const read = (...Rules: object[]) => lifecycleRules({ Rules });

  it('reads what CloudFormation writes', () => {
    expect(lifecycleRules(undefined)).toEqual([]);
    expect(
      read(
        { Id: 'A', Status: 'Enabled', Prefix: 'plan/', ExpirationInDays: '7' },
        { Status: 'Enabled', Filter: { Prefix: 'x/' }, NoncurrentVersionExpiration: { NoncurrentDays: 2 } },
        { Id: 'C', Status: 'Enabled', ExpiredObjectDeleteMarker: true },
        { Id: 'D', Status: 'Disabled', ExpirationInDays: 1 },
      ),
    ).toEqual([
      { id: 'A', prefix: 'plan/', expirationDays: 7 },
      { id: 'rule-2', prefix: 'x/', noncurrentDays: 2 },
      { id: 'C', prefix: '', removesMarkers: true },
    ]);
  });

  it.each([
    { rule: { Status: 'Enabled', Transitions: [] }, says: /Rules\.0\.Transitions/ },
    { rule: { Status: 'Enabled', ExpirationInDays: 1, TagFilters: [] }, says: /Rules\.0\.TagFilters/ },
    {
      rule: { Status: 'Enabled', Filter: { ObjectSizeGreaterThan: 1 }, ExpirationInDays: 1 },
      says: /ObjectSizeGreaterThan/,
    },
    {
      rule: { Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 3 } },
      says: /NewerNoncurrentVersions/,
    },
    { rule: { Status: 'Enabled', ExpirationDate: '2027-01-01T00:00:00Z' }, says: /ExpirationDate/ },
    { rule: { Status: 'Enabled', ExpirationInDays: 0 }, says: /Rules\.0\.ExpirationInDays: must be at least 1/ },
    { rule: { Id: 'A', Status: 'Enabled' }, says: /"A": it has no action/ },
    {
      rule: { Id: 'A', Status: 'Enabled', ExpirationInDays: 1, ExpiredObjectDeleteMarker: true },
      says: /a rule of its own/,
    },
    {
      rule: { Id: 'A', Status: 'Enabled', Prefix: 'a', Filter: { Prefix: 'b' }, ExpirationInDays: 1 },
      says: /not both/,
    },
  ])('refuses $rule by name', ({ rule: written, says }) => {
    expect(() => read(written)).toThrow(says);
  });

  it('refuses one Id twice', () => {
    const twice = { Id: 'A', Status: 'Enabled', ExpirationInDays: 1 };
    expect(() => read(twice, twice)).toThrow('another rule has the same Id');
  });
});
