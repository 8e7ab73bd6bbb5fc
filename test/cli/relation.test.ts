import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { relationSecretKey } from '../../shared/archive/keys.ts';
import { initRelationSecret } from '../../shared/publish.ts';
import { relationKeysOf } from '../../shared/relation/name.ts';
import { remember } from '../../shared/relation/remember.ts';
import { mockS3 } from './fake-s3.ts';
import { type FakeState, fakeState } from './fake-state.ts';
import { run } from './run.ts';

const organisation = `m-${'0'.repeat(32)}`;
const { signal } = new AbortController();
let state: FakeState;
let s3: ReturnType<typeof mockS3>;

beforeEach(async () => {
  state = fakeState();
  await initRelationSecret(state, signal);
  s3 = mockS3(state);
  s3.on(DeleteObjectCommand).callsFake(async ({ Key }: { Key: string }) => void state.objects.delete(Key));
  const correspondents = (address: string) => [{ address, domain: address.slice(address.indexOf('@') + 1) }];
  await remember(
    state,
    naming(),
    [
      {
        kind: 'received',
        deliveryId: 'a'.repeat(64),
        day: '2026-11-02',
        correspondents: correspondents('pat@partner.example'),
      },
      {
        kind: 'received',
        deliveryId: 'b'.repeat(64),
        day: '2026-11-04',
        correspondents: correspondents('pat@partner.example'),
      },
      {
        kind: 'written',
        deliveryId: 'c'.repeat(64),
        day: '2026-11-05',
        correspondents: correspondents('sue@partner.example'),
      },
      {
        kind: 'received',
        deliveryId: 'd'.repeat(64),
        day: '2026-11-06',
        correspondents: correspondents('eve@gmail.com'),
      },
    ],
    signal,
  );
});
afterEach(() => s3.restore());

const naming = () => ({
  organisation,
  secret: Buffer.from(String(JSON.parse(state.objects.get(relationSecretKey) ?? '').secret), 'base64'),
});
const relation = (command: 'show' | 'forget', ...args: string[]) =>
  run(['relation', command, '--bucket', 'state', '--organization', organisation, ...args], {});

describe('mailweir relation show', () => {
  it.each([
    {
      of: 'Pat@Partner.example',
      lines: [
        /^pat@partner\.example \(relation\/v1\/.*\)$/,
        /^ {2}received {2}2 on 2 days, first 2026-11-02$/,
        /^ {2}written {3}0$/,
        /^partner\.example \(/,
        /^ {2}received {2}2 on 2 days/,
        /^ {2}written {3}1, first 2026-11-05, last 2026-11-05$/,
      ],
    },
    { of: 'eu.partner.example', lines: [/^partner\.example \(/, /2 on 2 days/, /written {3}1/] },
    { of: 'eve@gmail.com', lines: [/^eve@gmail\.com \(/, /1 on 1 days/, /written {3}0/, /^gmail\.com is freemail/] },
    {
      of: 'nobody@elsewhere.example',
      lines: [/^nobody@elsewhere\.example: nothing is kept\.$/, /^elsewhere\.example: nothing is kept\.$/],
    },
  ])('says what is kept of $of', async ({ of, lines }) => {
    const { code, out } = await relation('show', of);
    expect(code).toBe(0);
    const said = out.trim().split('\n');
    expect(said).toHaveLength(lines.length);
    for (const [at, line] of lines.entries()) expect(said[at]).toMatch(line);
  });

  it('says it as JSON', async () => {
    const { out } = await relation('show', 'pat@partner.example', '--json');
    expect(JSON.parse(out)).toMatchObject({
      schema: 'relation-show/v1',
      address: { what: 'pat@partner.example', known: { received: 2 } },
      domain: { what: 'partner.example', known: { written: 1 } },
    });
  });
});

describe('mailweir relation forget', () => {
  it('removes what is kept of an address, and of nobody else', async () => {
    const { address, domain } = relationKeysOf(naming(), 'pat@partner.example', 'partner.example');
    const before = [...state.objects.keys()];
    expect(await relation('forget', 'PAT@partner.example')).toMatchObject({
      code: 0,
      out: 'pat@partner.example is forgotten.\n',
    });
    expect([...state.objects.keys()]).toEqual(before.filter((key) => key !== address));
    expect((await relation('forget', 'pat@partner.example')).out).toBe('pat@partner.example: nothing is kept.\n');
    expect((await relation('forget', 'partner.example')).out).toBe('partner.example is forgotten.\n');
    expect(state.objects.has(domain ?? '')).toBe(false);
  });

  it('removes what is damaged, which cannot be shown', async () => {
    const { address } = relationKeysOf(naming(), 'pat@partner.example', 'partner.example');
    state.objects.set(address, '{');
    expect((await relation('show', 'pat@partner.example')).code).toBe(3);
    expect((await relation('forget', 'pat@partner.example')).code).toBe(0);
    expect(state.objects.has(address)).toBe(false);
  });

  it('keeps nothing of a domain of freemail', async () => {
    expect((await relation('forget', 'gmail.com')).out).toContain('gmail.com is freemail');
  });
});

describe('either', () => {
  it.each([
    {
      args: ['relation', 'show', 'pat@partner.example', '--bucket', 'state'],
      code: 2,
      says: 'no organisation is named',
    },
    {
      args: ['relation', 'show', 'pat@partner.example', '--bucket', 'state', '--organization', 'm-1'],
      code: 2,
      says: 'is no id of a WorkMail organisation',
    },
    {
      args: ['relation', 'forget', 'pat', '--bucket', 'state', '--organization', organisation],
      code: 2,
      says: 'neither an address nor a domain',
    },
    {
      args: ['relation', 'forget', '--bucket', 'state', '--organization', organisation],
      code: 2,
      says: 'must be named',
    },
    {
      args: ['relation', 'show', 'pat@partner.example', '--organization', organisation],
      code: 2,
      says: 'no state bucket',
    },
  ])('$args: $says', async ({ args, code, says }) => {
    expect(await run(args, {})).toMatchObject({ code, err: expect.stringContaining(says) });
  });

  it('says where there is no key', async () => {
    state.objects.delete(relationSecretKey);
    expect(await relation('show', 'pat@partner.example')).toMatchObject({
      code: 3,
      err: expect.stringContaining('mailweir init'),
    });
  });
});
