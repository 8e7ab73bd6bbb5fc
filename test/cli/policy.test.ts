import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../shared/policy.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { aFolder, run } from './run.ts';

async function checked(text: string | Buffer) {
  const cwd = await aFolder();
  await writeFile(join(cwd, 'p.yml'), text);
  return run(['policy', 'check', 'p.yml'], { cwd });
}

const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join('');

describe('mailweir policy check', () => {
  it('says what a valid policy sets, and its hash', async () => {
    const { code, out } = await checked(lines('version: 1', 'domains: [Corp.Example]', 'mode: shadow'));
    const parsed = parsePolicy({ version: 1, domains: ['corp.example'], mode: 'shadow' });
    expect(code).toBe(0);
    expect(out).toContain('p.yml is a valid policy.');
    expect(out).toContain('shadow');
    expect(parsed.ok && out.includes(compilePolicy(parsed.policy).sha256)).toBe(true);
  });

  it('says where links lead, and for what', async () => {
    const links = 'links: { prefix: "https://links.corp.example/?to=", except: [corp.example] }';
    const rule = 'filters: { external-sender: { onMatch: { external-sender: { edits: [{ kind: rewrite-links }] } } } }';
    const minimal = ['version: 1', 'domains: [corp.example]'];
    const [plain, idle, used] = await Promise.all([
      checked(lines(...minimal)),
      checked(lines(...minimal, links)),
      checked(lines(...minimal, links, rule)),
    ]);
    for (const { out } of [plain, idle]) expect(out).toContain('links      stay as they are');
    expect(used.out).toContain(
      'links      through https://links.corp.example/?to= for external-sender / external-sender; excepted: 1',
    );
  });

  it('takes JSON, and a byte order mark', async () => {
    expect(await checked('\ufeff{"version": 1, "domains": ["corp.example"]}')).toMatchObject({ code: 0 });
  });

  it.each([
    {
      what: 'an unknown key, at the key',
      text: lines('version: 1', 'domain: [corp.example]'),
      says: 'p.yml:2:1: domain:',
    },
    {
      what: 'its nearest known name',
      text: lines('version: 1', 'domain: [corp.example]'),
      says: 'Did you mean domains?',
    },
    {
      what: 'a missing key, at what should hold it',
      text: lines('# mine', 'version: 1'),
      says: 'p.yml:2:1: domains: is missing',
    },
    {
      what: 'an item of a list',
      text: lines('version: 1', 'domains:', '  - corp.example', '  - not a domain'),
      says: 'p.yml:4:5: domains[1]: "not a domain" is not a domain name',
    },
    {
      what: 'a key that needs quotes in a path',
      text: lines('version: 1', 'domains: [corp.example]', 'mailboxes:', '  "Bob@Other.example": {}'),
      says: 'p.yml:4:3: mailboxes["bob@other.example"]: other.example is not one of domains',
    },
    {
      what: 'what an alias brings in, where it was written',
      text: lines(
        'version: 1',
        'domains: [corp.example]',
        'onUnjudged: &a { disposition: NOWHERE }',
        'onContentGone: *a',
      ),
      says: 'p.yml:3:18: onContentGone.disposition:',
    },
    {
      what: 'a wrong type',
      text: lines('version: 1', 'domains: [corp.example]', 'mode: on'),
      says: 'p.yml:3:1: mode:',
    },
    { what: 'YAML that is none', text: lines('version: 1', 'domains: [corp.example'), says: 'p.yml:3:1: ' },
    {
      what: 'a key that is there twice',
      text: lines('version: 1', 'version: 1'),
      says: 'p.yml:2:1: Map keys must be unique',
    },
    { what: 'two documents', text: lines('version: 1', '---', 'version: 1'), says: 'p.yml:2:1: ' },
    {
      what: 'an unknown tag',
      text: lines('version: !one 1', 'domains: [corp.example]'),
      says: 'p.yml:1:10: Unresolved tag: !one',
    },
    { what: 'a plain text', text: 'hello', says: 'p.yml:1:1: (the document):' },
    { what: 'a list', text: '- version: 1', says: 'p.yml:1:1: (the document):' },
    { what: 'an empty file', text: '\n', says: 'is empty. mailweir init writes a policy' },
    { what: 'no UTF-8', text: Buffer.from('version: 1 # caf\xe9', 'latin1'), says: 'is not UTF-8' },
    {
      what: 'aliases without end',
      text: lines(
        'a: &a [x,x,x,x,x,x,x,x,x,x]',
        'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]',
        'c: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]',
      ),
      says: 'Excessive alias count',
    },
  ])('places $what', async ({ text, says }) => {
    const { code, out } = await checked(text);
    expect(out).toContain(says);
    expect(code).toBe(1);
  });

  it('shows no control character of the document', async () => {
    const { code, out } = await checked(lines('version: 1', 'domains: ["\\e]0;title\\a"]', '"\\e[2J": 1'));
    expect(code).toBe(1);
    expect(out).not.toMatch(/[^\P{C}\n]/u);
  });

  it.each([
    { what: 'a missing file', name: 'missing.yml', says: 'the policy missing.yml does not exist' },
    { what: 'a folder', name: '.', says: 'the policy . is a folder' },
  ])('$what ends with 3', async ({ name, says }) => {
    const { code, err } = await run(['policy', 'check', name], { cwd: await aFolder() });
    expect(err).toContain(says);
    expect(code).toBe(3);
  });
});
