import { expect, it } from 'vitest';
import { parsePolicy } from '../shared/policy-document.ts';

const problemsWith = (journal: object) => {
  const parsed = parsePolicy({ version: 1, domains: ['corp.example'], journal });
  return parsed.ok ? [] : parsed.problems;
};
const from = 'journal@corp.example';

it.each([
  { journal: { rules: [{ id: 'a', to: 'a@b.example' }] }, path: 'journal', says: 'journal.from' },
  { journal: { from, rules: [{ id: 'A!', to: 'a@b.example' }] }, path: 'journal.rules[0].id', says: 'hyphens' },
  { journal: { from, rules: [{ id: 'a', to: 'nobody' }] }, path: 'journal.rules[0].to', says: 'bob@corp.example' },
  { journal: { from, rules: [{ id: 'a', to: 'žžž@b.example' }] }, path: 'journal.rules[0].to', says: 'ASCII' },
  {
    journal: { from, rules: [{ id: 'a', to: 'a@b.example', recipients: ['x'] }] },
    path: 'journal.rules[0].recipients[0]',
    says: '@corp.example',
  },
  {
    journal: { from, alternate: 'a@b.example', rules: [{ id: 'a', to: 'A@b.example' }] },
    path: 'journal',
    says: 'mailbox of no rule',
  },
  { journal: { from, alternate: 'nobody', rules: [] }, path: 'journal.alternate', says: 'bob@corp.example' },
  {
    journal: { from, rules: [{ id: 'a', to: 'a@b.example', classes: ['junk', 'standart'] }] },
    path: 'journal.rules[0].classes[1]',
    says: 'Did you mean standard?',
  },
  {
    journal: { from, rules: [{ id: 'a', to: 'a@b.example', reasons: ['external-sender', 'lookalike-domain/none'] }] },
    path: 'journal.rules[0].reasons[1]',
    says: 'neither a filter nor filter/reason',
  },
])('a policy about journal reports is refused at $path', ({ journal, path, says }) => {
  const [problem] = problemsWith(journal);
  expect(problem?.path).toBe(path);
  expect(`${problem?.problem} ${problem?.remedy}`).toContain(says);
});

it('a policy without journal rules needs no address to send from', () => {
  expect(problemsWith({})).toEqual([]);
});
