import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../shared/policy-document.ts';
import { retentionClassOf } from '../shared/retention-class.ts';

const document = {
  version: 1,
  domains: ['corp.example'],
  retention: {
    floorDays: 10,
    classes: { standard: 400, junk: 20, tax: 3_650, sent: 800 },
    rules: [
      { id: 'invoices', class: 'tax', recipients: ['Invoices@corp.example'] },
      { id: 'advisers', class: 'tax', senders: ['@Advisers.example'], direction: 'INBOUND' },
      { id: 'outgoing', class: 'sent', direction: 'OUTBOUND' },
      { id: 'tax-again', class: 'standard', recipients: ['@corp.example'], senders: ['ann@x.example'] },
    ],
  },
};

function policyOf(data: object) {
  const parsed = parsePolicy(data);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}
const policy = policyOf(document);

const to = (recipients: readonly string[], reversePath: string | null = 'ann@partner.example', complete = true) => ({
  direction: 'INBOUND' as const,
  envelope: { reversePath, recipients, complete },
});
const answer = (...dispositions: readonly ('DEFAULT' | 'MOVE_TO_JUNK' | 'DROP' | 'BOUNCE')[]) => ({
  recipients: dispositions.map((disposition, n) => ({ address: `r${n}@corp.example`, action: { disposition } })),
  rest: { disposition: 'DEFAULT' as const },
});
const delivered = answer('DEFAULT');
const virus = [{ filter: 'upstream-verdict', reason: 'upstream-virus' }];
const bob = to(['bob@corp.example']);

describe('the retention class', () => {
  it.each([
    { name: 'no rule fits', mail: bob, given: delivered, is: { id: 'standard', days: 400 } },
    {
      name: 'one of several recipients is named, in another spelling',
      mail: to(['bob@corp.example', 'INVOICES@Corp.example']),
      given: delivered,
      is: { id: 'tax', rule: 'invoices', days: 3_650 },
    },
    {
      name: 'a recipient may be among those that are not shown',
      mail: to(['bob@corp.example'], null, false),
      given: answer(),
      is: { id: 'tax', rule: 'invoices', days: 3_650 },
    },
    {
      name: 'the sender’s domain is named',
      mail: to(['bob@corp.example'], 'x@advisers.example'),
      given: delivered,
      is: { id: 'tax', rule: 'advisers', days: 3_650 },
    },
    {
      name: 'a domain below the named one is another',
      mail: to(['bob@corp.example'], 'x@sub.advisers.example'),
      given: delivered,
      is: { id: 'standard', days: 400 },
    },
    {
      name: 'nobody is the sender',
      mail: to(['bob@corp.example'], null),
      given: delivered,
      is: { id: 'standard', days: 400 },
    },
    {
      name: 'it goes out',
      mail: { ...bob, direction: 'OUTBOUND' as const },
      given: delivered,
      is: { id: 'sent', rule: 'outgoing', days: 800 },
    },
    {
      name: 'it is junk for all',
      mail: to(['invoices@corp.example']),
      given: answer('MOVE_TO_JUNK'),
      is: { id: 'junk', days: 20 },
    },
    {
      name: 'it is junk for one of two',
      mail: bob,
      given: answer('MOVE_TO_JUNK', 'DEFAULT'),
      is: { id: 'standard', days: 400 },
    },
    {
      name: 'nobody got it, and the class has no days',
      mail: bob,
      given: answer('DROP', 'BOUNCE'),
      is: { id: 'dropped', days: 10 },
    },
    {
      name: 'junk for one, dropped for another',
      mail: bob,
      given: answer('DROP', 'MOVE_TO_JUNK'),
      is: { id: 'junk', days: 20 },
    },
  ])('$name: $is.id', ({ mail, given, is }) => {
    expect(retentionClassOf(policy, mail, [], given)).toEqual({ ...is, mode: 'GOVERNANCE' });
  });

  it('of a virus is short whatever became of it', () => {
    expect(retentionClassOf(policy, to(['invoices@corp.example']), virus, delivered)).toMatchObject({
      id: 'virus',
      days: 10,
    });
  });
});

describe('a policy about retention is refused', () => {
  const problemsWith = (retention: object) => {
    const parsed = parsePolicy({ ...document, retention });
    return parsed.ok ? [] : parsed.problems;
  };
  it.each([
    { retention: { classes: { tax: 5 } }, path: 'retention.classes.tax', says: 'floor' },
    { retention: { classes: { tax: 3_651 } }, path: 'retention.classes.tax', says: '3650' },
    { retention: { classes: { 'Tax!': 50 } }, path: 'retention.classes["Tax!"]', says: 'lower-case' },
    {
      retention: { classes: { tax: 50 }, rules: [{ id: 'a', class: 'taxx' }] },
      path: 'retention.rules[0].class',
      says: 'tax?',
    },
    { retention: { rules: [{ id: 'a', class: 'junk' }] }, path: 'retention.rules[0].class', says: 'of your own' },
    {
      retention: {
        rules: [
          { id: 'a', class: 'standard' },
          { id: 'a', class: 'standard' },
        ],
      },
      path: 'retention.rules[1].id',
      says: 'its own',
    },
    {
      retention: { rules: [{ id: 'a', class: 'standard', recipients: ['bob'] }] },
      path: 'retention.rules[0].recipients[0]',
      says: '@corp.example',
    },
  ])('$path', ({ retention, path, says }) => {
    const [problem] = problemsWith(retention);
    expect(problem?.path).toBe(path);
    expect(`${problem?.problem} ${problem?.remedy}`).toContain(says);
  });
});
