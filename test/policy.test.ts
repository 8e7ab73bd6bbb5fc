import { createHash } from 'node:crypto';
import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { filters } from '../shared/filters/index.ts';
import { compilePolicy, filterPolicyOf, organisationOf, type Policy } from '../shared/policy.ts';
import { parseCompiled, parsePolicy, safeDefaultPolicy } from '../shared/policy-document.ts';

const minimal = { version: 1, domains: ['corp.example'] };

function policyOf(document: object): Policy {
  const parsed = parsePolicy({ ...minimal, ...document });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

function problemsOf(document: unknown) {
  const parsed = parsePolicy(document);
  return parsed.ok ? [] : parsed.problems;
}

const problemsWith = (more: object) => problemsOf({ ...minimal, ...more });
const onMatch = (rule: object) => ({ filters: { 'external-sender': { onMatch: { 'external-sender': rule } } } });

describe('parsePolicy', () => {
  it('completes a document with every default', () => {
    const policy = policyOf({});
    expect(Object.keys(policy.filters).sort()).toEqual(filters.map(({ name }) => name).sort());
    expect(policy).toMatchObject({
      mode: 'enforce',
      lists: { allow: [], block: [] },
      onUnjudged: { disposition: 'MOVE_TO_JUNK' },
      onContentGone: { disposition: 'MOVE_TO_JUNK' },
      retention: { floorDays: 30, mode: 'GOVERNANCE' },
    });
    for (const filter of filters) {
      expect(policy.filters[filter.name]).toMatchObject({ enabled: true, mode: 'enforce' });
      for (const [reason, { onMatch }] of Object.entries(filter.reasons)) {
        expect(policy.filters[filter.name]?.onMatch[reason]).toMatchObject(onMatch);
      }
    }
  });

  it('is complete: what it gives it takes back unchanged', () => {
    const policy = policyOf({ mailboxes: { 'bob@corp.example': {} } });
    expect(parsePolicy(policy)).toEqual({ ok: true, policy });
  });

  it('writes domains and addresses in one spelling', () => {
    const policy = policyOf({
      domains: ['Corp.Example.', 'bücher.example'],
      lists: { allow: ['Ann@Sender.Example', '*.PARTNER.example'] },
      mailboxes: { 'Bob@Corp.example': { lists: { block: ['SPAM.example'] } } },
      directory: { people: [{ name: 'Bob', addresses: ['BOB@corp.example'] }] },
    });
    expect(policy.domains).toEqual(['corp.example', 'xn--bcher-kva.example']);
    expect(policy.lists.allow).toEqual(['ann@sender.example', '*.partner.example']);
    expect(policy.mailboxes['bob@corp.example']?.lists.block).toEqual(['spam.example']);
    expect(policy.directory.people[0]?.addresses).toEqual(['bob@corp.example']);
  });

  it('keeps what a rule leaves out as the filter declares it', () => {
    const declared = policyOf({}).filters['external-sender']?.onMatch['external-sender'];
    const changed = (rule: object) => policyOf(onMatch(rule)).filters['external-sender']?.onMatch['external-sender'];
    expect(changed({ disposition: 'MOVE_TO_JUNK' })).toEqual({ ...declared, disposition: 'MOVE_TO_JUNK' });
    expect(changed({ edits: [] })).toEqual({ ...declared, edits: [] });
  });

  it('takes every kind of rule', () => {
    const rule = {
      disposition: 'BOUNCE',
      bounceMessage: 'Nicht erwünscht.',
      insteadOfBounce: 'DROP',
      edits: [
        { kind: 'add-field', name: 'X-Corp-Note', value: 'outside' },
        { kind: 'tag-subject', tag: '[EXT]' },
        { kind: 'insert-banner', text: 'From outside.', html: '<p>From outside.</p>', ifImpossible: 'MOVE_TO_JUNK' },
      ],
    };
    expect(policyOf(onMatch(rule)).filters['external-sender']?.onMatch['external-sender']).toEqual(rule);
  });

  it('takes whole suffixes for blocked, and of freemail single addresses for allowed', () => {
    const lists = { allow: ['ann@gmail.com', '*.example.co.uk', 'bob.github.io'], block: ['*.co.uk', 'gmail.com'] };
    expect(policyOf({ lists }).lists).toEqual(lists);
  });

  it('lets a mailbox say what follows for itself', () => {
    const rule = { 'upstream-verdict': { 'upstream-spam': { disposition: 'DEFAULT' } } };
    const policy = policyOf({ mailboxes: { 'bob@corp.example': { onMatch: rule } } });
    expect(policy.mailboxes['bob@corp.example']?.onMatch).toEqual(rule);
  });
});

describe('parsePolicy refuses', () => {
  it.each([
    { document: null, path: '(the document)' },
    { document: 'version: 1', path: '(the document)' },
    { document: [], path: '(the document)' },
    { document: { ...minimal, lists: [] }, path: 'lists' },
    { document: { ...minimal, directory: { people: [[]] } }, path: 'directory.people[0]' },
    { document: { domains: ['corp.example'] }, path: 'version' },
    { document: { ...minimal, version: 2 }, path: 'version' },
    { document: { version: 1 }, path: 'domains' },
    { document: { version: 1, domains: [] }, path: 'domains' },
    { document: { version: 1, domains: ['corp'] }, path: 'domains[0]' },
    { document: { version: 1, domains: ['corp.example', '127.0.0.1'] }, path: 'domains[1]' },
    { document: { version: 1, domains: ['http://corp.example'] }, path: 'domains[0]' },
  ])('$document at $path', ({ document, path }) => {
    expect(problemsOf(document)).toMatchObject([{ path }]);
  });

  it.each([
    { more: { mode: 'dry-run' }, path: 'mode', says: 'enforce' },
    { more: { lists: { allow: ['*'] } }, path: 'lists.allow[0]', says: 'example.org' },
    { more: { lists: { allow: ['a@b@'] } }, path: 'lists.allow[0]', says: 'example.org' },
    // Trust is in somebody: below these everybody has a name, or an address.
    { more: { lists: { allow: ['*.co.uk'] } }, path: 'lists.allow[0]', says: 'List the domains' },
    { more: { lists: { allow: ['a.example', '*.github.io'] } }, path: 'lists.allow[1]', says: 'List the domains' },
    { more: { lists: { allow: ['gmail.com'] } }, path: 'lists.allow[0]', says: 'List the addresses' },
    { more: { lists: { allow: ['*.GMX.de'] } }, path: 'lists.allow[0]', says: 'List the addresses' },
    {
      more: { mailboxes: { 'bob@corp.example': { lists: { allow: ['*.co.uk'] } } } },
      path: 'mailboxes["bob@corp.example"].lists.allow[0]',
      says: 'List the domains',
    },
    { more: { lists: { block: 'spam.example' } }, path: 'lists.block', says: 'a list' },
    { more: { lists: { allow: ['A.example'], block: ['a.example'] } }, path: 'lists.allow[0]', says: 'one of the two' },
    { more: { mailboxes: { bob: {} } }, path: 'mailboxes.bob', says: 'bob@corp.example' },
    { more: { mailboxes: { 'bob@other.example': {} } }, path: 'mailboxes["bob@other.example"]', says: 'other.example' },
    {
      more: { mailboxes: { 'bob@corp.example': {}, 'BOB@corp.example': {} } },
      path: 'mailboxes["BOB@corp.example"]',
      says: 'one of the two',
    },
    { more: { domains: ['corp.example', 'CORP.example'] }, path: 'domains[1]', says: 'one of the two' },
    {
      more: {
        directory: {
          people: [
            { name: 'Bob', addresses: ['bob@corp.example'] },
            { name: 'Rob', addresses: ['rob@corp.example', 'Bob@corp.example'] },
          ],
        },
      },
      path: 'directory.people[1].addresses[1]',
      says: 'one of the two',
    },
    { more: { retention: { floorDays: 0 } }, path: 'retention.floorDays', says: '1' },
    { more: { onUnjudged: {} }, path: 'onUnjudged.disposition', says: 'disposition' },
    {
      more: { onUnjudged: { disposition: 'DROP', bounceMessage: 'x' } },
      path: 'onUnjudged.bounceMessage',
      says: 'BOUNCE',
    },
    {
      more: onMatch({ disposition: 'BOUNCE', bounceMessage: 'a\r\nBcc: x' }),
      path: 'filters.external-sender.onMatch.external-sender.bounceMessage',
      says: 'one line',
    },
    {
      more: onMatch({ disposition: 'BOUNCE', bounceMessage: 'a'.repeat(501) }),
      path: 'filters.external-sender.onMatch.external-sender.bounceMessage',
      says: 'Shorten',
    },
    {
      more: onMatch({ edits: [{ kind: 'add-field', name: 'X-SES-Spam-Verdict', value: 'PASS' }] }),
      path: 'filters.external-sender.onMatch.external-sender.edits[0].name',
      says: 'another name',
    },
    {
      more: onMatch({ edits: [{ kind: 'tag-subject', tag: '[X]' }, { kind: 'remove-attachment' }] }),
      path: 'filters.external-sender.onMatch.external-sender.edits[1]',
      says: 'Remove',
    },
    {
      more: onMatch({ edits: [{ kind: 'rewrite-links' }] }),
      path: 'filters.external-sender.onMatch.external-sender.edits[0]',
      says: 'Give links.prefix',
    },
    { more: { links: { prefix: 'http://links.corp.example/' } }, path: 'links.prefix', says: 'https://' },
    // Without the slash a link to links.corp.example.evil.example would count as rewritten.
    { more: { links: { prefix: 'https://links.corp.example' } }, path: 'links.prefix', says: 'a slash' },
    { more: { links: { prefix: "https://links.corp.example/'" } }, path: 'links.prefix', says: 'such as' },
    { more: { links: { except: ['bob@corp.example'] } }, path: 'links.except[0]', says: '*.example.org' },
    { more: { links: { except: ['https://corp.example/'] } }, path: 'links.except[0]', says: '*.example.org' },
    {
      more: onMatch({ edits: [{ kind: 'replace-attachment' }] }),
      path: 'filters.external-sender.onMatch.external-sender.edits[0]',
      says: 'Remove',
    },
    {
      more: { filters: { 'blocked-attachment': { settings: { extensions: ['.exe'] } } } },
      path: 'filters.blocked-attachment.settings.extensions[0]',
      says: 'leave it out',
    },
  ])('$more at $path', ({ more, path, says }) => {
    const problems = problemsWith(more);
    expect(problems).toMatchObject([{ path }]);
    expect(problems[0]?.remedy).toContain(says);
  });

  it.each([
    { more: { domans: [] }, path: 'domans', nearest: 'domains' },
    { more: { lists: { alow: [] } }, path: 'lists.alow', nearest: 'allow' },
    { more: { filters: { 'external-sendr': {} } }, path: 'filters.external-sendr', nearest: 'external-sender' },
    {
      more: { filters: { authentication: { onmatch: {} } } },
      path: 'filters.authentication.onmatch',
      nearest: 'onMatch',
    },
    {
      more: { filters: { authentication: { onMatch: { 'dmarc-failed': {} } } } },
      path: 'filters.authentication.onMatch.dmarc-failed',
      nearest: 'dmarc-fail',
    },
    {
      more: { filters: { 'blocked-attachment': { settings: { extension: [] } } } },
      path: 'filters.blocked-attachment.settings.extension',
      nearest: 'extensions',
    },
    {
      more: onMatch({ edits: [{ kind: 'insert-banner', texts: 'x', text: 'x' }] }),
      path: 'filters.external-sender.onMatch.external-sender.edits[0].texts',
      nearest: 'text',
    },
    {
      more: { mailboxes: { 'bob@corp.example': { onMatch: { 'upstream-verdict': { 'upstream-spm': {} } } } } },
      path: 'mailboxes["bob@corp.example"].onMatch.upstream-verdict.upstream-spm',
      nearest: 'upstream-spam',
    },
  ])('the unknown key $path and names the nearest', ({ more, path, nearest }) => {
    const problem = problemsWith(more).find((one) => one.path === path);
    expect(problem?.remedy).toContain(`Did you mean ${nearest}?`);
  });

  it('names every unknown key of an object', () => {
    expect(problemsWith({ one: 1, two: 2 }).map(({ path }) => path)).toEqual(['one', 'two']);
  });

  property.prop([fc.anything({ maxDepth: 4 })])('anything else, without throwing', (document) => {
    for (const { path, problem, remedy } of problemsOf(document)) expect(path && problem && remedy).toBeTruthy();
  });

  property.prop([
    fc.object({ key: fc.constantFrom('domains', 'lists', 'filters', 'mailboxes', '__proto__', 'allow') }),
  ])('odd values at known places, without throwing', (document) => {
    expect(problemsWith(document)).toBeInstanceOf(Array);
  });
});

describe('compilePolicy', () => {
  it('names equal policies alike, however they were written', () => {
    const one = policyOf({ lists: { allow: ['A.example'], block: [] }, mode: 'enforce' });
    const other = policyOf({ mode: 'enforce', lists: { block: [], allow: ['a.example'] } });
    expect(compilePolicy(one)).toEqual(compilePolicy(other));
    expect(compilePolicy(policyOf({ mode: 'shadow' })).sha256).not.toBe(compilePolicy(one).sha256);
  });

  it('names the text by its hash and is read back as it was', () => {
    const policy = policyOf({ mailboxes: { 'bob@corp.example': { lists: { allow: ['a.example'] } } } });
    const { json, sha256 } = compilePolicy(policy);
    expect(sha256).toBe(createHash('sha256').update(json).digest('hex'));
    expect(parseCompiled(json)).toEqual({ ok: true, policy });
  });

  it('keeps one in force whose allow entries a document may no longer have', () => {
    const policy = policyOf({});
    const older = { ...policy, lists: { allow: ['*.co.uk', 'gmail.com'], block: [] } };
    expect(parseCompiled(compilePolicy(older).json)).toEqual({ ok: true, policy: older });
  });

  it.each(['', '{', 'null', '{"version":1}', '[]'])('does not take %j for a compiled policy', (json) => {
    expect(parseCompiled(json).ok).toBe(false);
  });
});

describe('what is asked of a policy', () => {
  it('the safe default runs every filter as it declares itself', () => {
    expect(safeDefaultPolicy()).toMatchObject({
      mode: 'enforce',
      domains: [],
      onUnjudged: { disposition: 'MOVE_TO_JUNK' },
    });
    expect(safeDefaultPolicy().filters).toEqual(policyOf({}).filters);
  });

  it('a filter younger than the policy has its defaults', () => {
    for (const filter of filters) {
      const older = { ...safeDefaultPolicy(), filters: {} };
      expect(filterPolicyOf(older, filter)).toEqual(safeDefaultPolicy().filters[filter.name]);
      expect(Object.keys(filterPolicyOf(older, filter).onMatch)).toEqual(Object.keys(filter.reasons));
    }
  });

  it('the organisation has the lists of its mailboxes', () => {
    const policy = policyOf({ mailboxes: { 'bob@corp.example': { lists: { block: ['a.example'] } } } });
    expect(organisationOf(policy)).toEqual({
      domains: ['corp.example'],
      directory: { people: [], groups: [], partners: [] },
      lists: { allow: [], block: [] },
      mailboxLists: { 'bob@corp.example': { allow: [], block: ['a.example'] } },
    });
  });
});
