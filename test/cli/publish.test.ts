/** The commands that write to the state bucket, down to the calls of S3; what they decide is tested in test/publish.test.ts. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { macIndexKey, policyKey, policyPointerKey, relationSecretKey } from '../../shared/archive/keys.ts';
import { mockS3, refusal } from './fake-s3.ts';
import { type FakeState, fakeState } from './fake-state.ts';
import { aFolder, run } from './run.ts';

let state: FakeState;
let s3: ReturnType<typeof mockS3>;
let cwd: string;

beforeEach(async () => {
  state = fakeState();
  s3 = mockS3(state);
  cwd = await aFolder();
  await writeFile(join(cwd, 'p.yml'), 'version: 1\ndomains: [corp.example]\n');
  await writeFile(join(cwd, 'q.yml'), 'version: 1\ndomains: [corp.example]\nmode: shadow\n');
  await writeFile(join(cwd, 'wrong.yml'), 'version: 1\ndomain: [corp.example]\n');
});

afterEach(() => s3.restore());

const pointer = (): unknown => JSON.parse(state.objects.get(policyPointerKey) ?? 'null');
const publish = (...args: string[]) => run(['policy', 'publish', ...args], { cwd });
const init = (...args: string[]) => run(['init', ...args], { cwd });
const hashIn = (text: string): string => /[0-9a-f]{64}/.exec(text)?.[0] ?? '';

describe('mailweir policy publish', () => {
  it('puts a policy in force, then another, and names the one before', async () => {
    const first = await publish('p.yml', '--bucket', 'state');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('is in force in state.\nThere was none before it.');
    expect(state.objects.has(policyKey(hashIn(first.out)))).toBe(true);

    const second = await publish('q.yml', '--bucket', 'state');
    expect(second.out).toContain(`Before it: ${hashIn(first.out)}.`);
    expect(pointer()).toMatchObject({ sha256: hashIn(second.out), previous: hashIn(first.out) });
  });

  it('writes to the named bucket, each object under its condition', async () => {
    await publish('p.yml', '--bucket=state');
    await publish('q.yml', '--bucket=state');
    const puts = s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input);
    expect(puts.map(({ Bucket }) => Bucket)).toEqual(['state', 'state', 'state', 'state']);
    expect(puts.map(({ IfNoneMatch, IfMatch }) => IfNoneMatch ?? typeof IfMatch)).toEqual(['*', '*', '*', 'string']);
  });

  it('says that the same policy is in force already', async () => {
    await publish('p.yml', '--bucket=state');
    const again = await publish('p.yml', '--bucket=state');
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toContain('already: unchanged');
  });

  it('changes nothing where somebody was quicker', async () => {
    await publish('p.yml', '--bucket=state');
    state.beforeWriteTo(policyPointerKey, () => state.objects.set(policyPointerKey, '{"theirs":true}'));
    const { code, out, err } = await publish('q.yml', '--bucket=state');
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain('somebody else put a policy in force in state meanwhile');
    expect(pointer()).toEqual({ theirs: true });
  });

  it('takes the bucket from the environment', async () => {
    const ran = await run(['policy', 'publish', 'p.yml'], { cwd, environment: { STATE_BUCKET: 'from-environment' } });
    expect(ran.out).toContain('in force in from-environment');
  });

  it.each([
    { args: ['p.yml'], code: 2, says: 'no state bucket is named. Give --bucket or --stage' },
    { args: ['p.yml', '--bucket', 'Not_A_Bucket'], code: 2, says: '--bucket is "Not_A_Bucket"' },
    { args: ['p.yml', '--bucket', 'state', '--stage', 'prod'], code: 2, says: 'both name a bucket' },
    { args: ['p.yml', '--stage', '../prod'], code: 2, says: '--stage is "../prod"' },
    { args: ['wrong.yml', '--bucket', 'state'], code: 1, says: 'wrong.yml:2:1: domain:' },
    { args: ['missing.yml', '--bucket', 'state'], code: 3, says: 'the policy missing.yml does not exist' },
  ])('$args: $says', async ({ args, code, says }) => {
    const ran = await publish(...args);
    expect(ran.err).toContain(says);
    expect(ran.code).toBe(code);
    expect(s3.calls()).toHaveLength(0);
  });

  it.each([
    {
      fault: refusal('AccessDenied', 403, 'User is not authorized'),
      says: 'state: User is not authorized. You need s3:GetObject',
    },
    { fault: refusal('NoSuchBucket', 404, 'The bucket does not exist'), says: 'sls deploy creates it' },
    { fault: refusal('PermanentRedirect', 301, 'Use the endpoint'), says: 'It is in another region: give --region.' },
    { fault: new Error('Region is missing'), says: 'no AWS region is known. Give --region' },
    {
      fault: Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }),
      says: 'Sign in to AWS',
    },
    {
      fault: Object.assign(new Error('getaddrinfo ENOTFOUND s3'), { code: 'ENOTFOUND' }),
      says: 'state: getaddrinfo ENOTFOUND s3. Check the connection',
    },
    { fault: refusal('Strange', 400, '\u001b[2Jodd'), says: 'state: \\x1b[2Jodd.' },
  ])('says what AWS refused and what would help: $says', async ({ fault, says }) => {
    s3.on(PutObjectCommand).rejects(fault);
    const { code, err } = await publish('p.yml', '--bucket', 'state');
    expect(err).toContain(says);
    expect(code).toBe(3);
  });

  describe('--stage', () => {
    const named = (...names: string[]) =>
      s3.on(ListBucketsCommand).resolves({ Buckets: names.map((Name) => ({ Name })) });
    const ofProd = 'mailweir-prod-state-123456789012-eu-west-1';
    const elsewhere = 'mailweir-prod-state-123456789012-us-east-1';

    it.each([
      { what: 'the only one', buckets: [ofProd], args: [], bucket: ofProd },
      {
        what: 'the one of the region',
        buckets: [ofProd, elsewhere],
        args: ['--region', 'us-east-1'],
        bucket: elsewhere,
      },
      { what: 'none of another shape', buckets: ['mailweir-prod-state-of-bob', ofProd], args: [], bucket: ofProd },
    ])('finds $what', async ({ buckets, args, bucket }) => {
      named(...buckets);
      const { out } = await publish('p.yml', '--stage', 'prod', ...args);
      expect(out).toContain(`in force in ${bucket}.`);
    });

    it.each([
      { buckets: [], says: 'there is no state bucket of stage prod' },
      { buckets: [ofProd, elsewhere], says: `several state buckets: ${ofProd}, ${elsewhere}` },
    ])('$says', async ({ buckets, says }) => {
      named(...buckets);
      const { code, err } = await publish('p.yml', '--stage', 'prod');
      expect(err).toContain(says);
      expect(code).toBe(3);
    });
  });
});

describe('mailweir init', () => {
  it('writes a policy that is valid and says the domain', async () => {
    const ran = await init('--domain', 'Firma.Example');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain('policy.yml is written.\n');
    expect(ran.out).toContain('No keys were made');
    expect(await readFile(join(cwd, 'policy.yml'), 'utf8')).toContain('- firma.example\n');
    expect(await run(['policy', 'check', 'policy.yml'], { cwd })).toMatchObject({ code: 0 });
  });

  it('never overwrites a policy.yml', async () => {
    await writeFile(join(cwd, 'policy.yml'), 'mine');
    const { code, out } = await init('--domain', 'corp.example');
    expect(out).toContain('policy.yml is here already, and it stays');
    expect(code).toBe(0);
    expect(await readFile(join(cwd, 'policy.yml'), 'utf8')).toBe('mine');
  });

  it('makes keys once, and another where it is told to', async () => {
    expect((await init('--bucket', 'state')).out).toMatch(
      /The key \S+ is made in state; it signs within five minutes\./,
    );
    const index = state.objects.get(macIndexKey);
    expect((await init('--bucket', 'state')).out).toMatch(/state has the key \S+, and it stays/);
    expect(state.objects.get(macIndexKey)).toBe(index);
    expect((await init('--bucket', 'state', '--rotate')).out).toMatch(/and \S+ still verifies/);
    expect(state.objects.get(macIndexKey)).not.toBe(index);
  });

  it('puts the policy in force that it is given, unless one is', async () => {
    const first = await init('--bucket', 'state', '--policy', 'p.yml');
    expect(first.out).toContain('is in force in state.');
    const before = state.objects.get(policyPointerKey);
    const second = await init('--bucket', 'state', '--policy', 'q.yml');
    expect(second).toMatchObject({ code: 0 });
    expect(second.out).toContain('state has a policy already, and it stays');
    expect(state.objects.get(policyPointerKey)).toBe(before);
  });

  it('says that keys cannot be used', async () => {
    state.objects.set(macIndexKey, '{"current":"gone"}');
    const { code, err } = await init('--bucket', 'state');
    expect(err).toContain('--rotate makes a new one');
    expect(code).toBe(3);
  });

  it('makes the key of those who write and are written to once, and says where it is none', async () => {
    expect((await init('--bucket', 'state')).out).toContain('under which it is kept whom mail comes from and goes to');
    const secret = state.objects.get(relationSecretKey);
    expect((await init('--bucket', 'state', '--rotate')).out).not.toContain('under which it is kept');
    expect(state.objects.get(relationSecretKey)).toBe(secret);
    state.objects.set(relationSecretKey, '{}');
    expect(await init('--bucket', 'state')).toMatchObject({
      code: 3,
      err: expect.stringContaining('state has no usable key at key/relation/current'),
    });
  });

  it('keeps the keys of whoever was quicker', async () => {
    state.beforeWriteTo(macIndexKey, () => state.objects.set(macIndexKey, '{"current":"theirs"}'));
    const { code, err } = await init('--bucket', 'state');
    expect(err).toContain('somebody else made keys in state meanwhile');
    expect(code).toBe(3);
  });

  it.each([
    { args: ['--rotate'], code: 2, says: '--rotate needs a state bucket' },
    { args: ['--policy', 'p.yml'], code: 2, says: '--policy needs a state bucket' },
    { args: ['--policy', 'p.yml', '--domain', 'a.example', '--bucket', 'state'], code: 2, says: 'Give one of the two' },
    { args: ['--domain', 'no domain'], code: 2, says: '--domain is "no domain", which is no domain name' },
    { args: ['--domain', 'localhost'], code: 2, says: '--domain is "localhost"' },
    { args: ['--policy', 'wrong.yml', '--bucket', 'state'], code: 1, says: 'wrong.yml:2:1' },
  ])('$args: $says', async ({ args, code, says }) => {
    const ran = await init(...args);
    expect(ran.err).toContain(says);
    expect(ran.code).toBe(code);
    expect(state.objects.size).toBe(0);
  });

  it('says that it may not write here', async () => {
    const { code, err } = await run(['init'], { cwd: join(cwd, 'missing') });
    expect(err).toContain('policy.yml does not exist');
    expect(code).toBe(3);
  });
});
