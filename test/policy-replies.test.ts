/** The replies of a policy document: what is filled in, what is refused and how, and who answers for whom. */

import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../shared/policy.ts';
import { parseCompiled, parsePolicy } from '../shared/policy-document.ts';
import { answeringFor, takes } from '../shared/reply/reply-rule.ts';

const text = { text: 'I am away.' };
const everybody = { en: { internal: text, external: text } };

const aResponder = (traits: object = {}): Record<string, unknown> => ({
  id: 'away',
  mailboxes: ['rita@corp.example'],
  kind: 'oof',
  defaultLanguage: 'en',
  texts: everybody,
  ...traits,
});

const aDocument = (...responders: object[]) => ({
  version: 1,
  domains: ['corp.example'],
  directory: {
    people: [{ name: 'Rita', addresses: ['rita@corp.example', 'rita.k@corp.example'] }],
    groups: [{ address: 'team@corp.example', members: [] }],
  },
  replies: { responders },
});

function parsed(...responders: object[]) {
  const result = parsePolicy(aDocument(...responders));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.policy;
}

const rule = (traits: object = {}) => parsed(aResponder(traits)).replies.responders[0];

describe('a responder in a policy', () => {
  it('has every default', () => {
    expect(rule()).toEqual({
      id: 'away',
      mailboxes: ['rita@corp.example'],
      enabled: true,
      kind: 'oof',
      schedule: null,
      audience: 'all',
      knownSenders: [],
      exclude: [],
      systemLocalParts: [],
      senderAuth: 'require',
      requireAddressed: true,
      periodHours: 168,
      limits: { maxReceived: 25, perHour: 100 },
      defaultLanguage: 'en',
      texts: {
        en: {
          internal: { subject: null, text: 'I am away.', html: null },
          external: { subject: null, text: 'I am away.', html: null },
        },
      },
      epoch: expect.stringMatching(/^[0-9a-f]{12}$/),
      ticketPrefix: 'T',
    });
  });

  it.each([
    ['oof', { periodHours: 168, requireAddressed: true }],
    ['ack', { periodHours: 24, requireAddressed: false }],
    ['ticket', { periodHours: 0, requireAddressed: false }],
  ])('of kind %s defaults to %j', (kind, defaults) => {
    const texts = { en: { internal: { text: '{{ticket}}' }, external: { text: '{{ticket}}' } } };
    expect(rule({ kind, texts: kind === 'ticket' ? texts : everybody })).toMatchObject(defaults);
  });

  it('reads back from its compiled form unchanged', () => {
    const schedule = {
      zone: 'UTC',
      start: '2026-06-01T08:00',
      weekly: [{ days: ['mon'], from: '22:00', to: '06:00' }],
    };
    const policy = parsed(aResponder({ schedule, epoch: 3, exclude: ['@PARTNER.example'] }));
    expect(parseCompiled(compilePolicy(policy).json)).toEqual({ ok: true, policy });
  });

  it('has another epoch where a text is another, and only there', () => {
    const other = { en: { internal: text, external: { text: 'I am back.' } } };
    expect(rule({ texts: other })?.epoch).not.toBe(rule()?.epoch);
    expect(rule({ exclude: ['@partner.example'] })?.epoch).toBe(rule()?.epoch);
    expect(rule({ texts: other, epoch: 7 })?.epoch).toBe('7');
  });
});

const schedule = (traits: object) => ({ schedule: { zone: 'UTC', ...traits } });
const withText = (traits: object) => ({ texts: { en: { internal: text, external: { ...text, ...traits } } } });

describe('a policy is refused', () => {
  it.each([
    [{ kind: 'vacation' }, '.kind'],
    [{ id: 'Away now' }, '.id'],
    [{ mailboxes: [] }, '.mailboxes'],
    [{ mailboxes: ['rita@other.example'] }, '.mailboxes[0]'],
    [{ mailboxes: ['*'] }, '.mailboxes[0]'],
    [{ mailboxes: ['rita@*.example'] }, '.mailboxes[0]'],
    [{ mailboxes: ['a*b*@corp.example'] }, '.mailboxes[0]'],
    [{ mailboxes: ['jür*@corp.example'] }, '.mailboxes[0]'],
    [{ exclude: ['partner.example'] }, '.exclude[0]'],
    [{ audience: 'known' }, '.audience'],
    [{ knownSenders: ['@partner.example'] }, '.knownSenders'],
    [{ defaultLanguage: 'de' }, '.defaultLanguage'],
    [{ defaultLanguage: 'english' }, '.defaultLanguage'],
    [{ texts: { en: { internal: text } } }, '.texts.en.external'],
    [{ audience: 'external' }, '.texts.en.internal'],
    [schedule({ zone: 'Vilnius' }), '.schedule.zone'],
    [schedule({ start: '2026-06-31T00:00' }), '.schedule.start'],
    [schedule({ start: '2026-06-01T00:00Z' }), '.schedule.start'],
    [schedule({ start: '2026-06-02T00:00', end: '2026-06-02T00:00' }), '.schedule.end'],
    [schedule({ when: 'outside' }), '.schedule.when'],
    [schedule({ weekly: [{ days: ['mon'], from: '9:00', to: '17:00' }] }), '.schedule.weekly[0].from'],
    [schedule({ weekly: [{ days: ['mon'], from: '09:00', to: '09:00' }] }), '.schedule.weekly[0]'],
    [schedule({ weekly: [{ days: [], from: '09:00', to: '10:00' }] }), '.schedule.weekly[0].days'],
    [withText({ text: '{{sender}}' }), '.texts.en.external.text'],
    [withText({ text: '{{ticket}}' }), '.texts.en.external.text'],
    [withText({ text: '{{end}}' }), '.texts.en.external.text'],
    [withText({ subject: '{{oops' }), '.texts.en.external.subject'],
    [withText({ subject: 'a\nb' }), '.texts.en.external.subject'],
    [withText({ html: '<a href="{{subject}}">x</a>' }), '.texts.en.external.html'],
    [{ kind: 'ticket' }, '.texts.en.internal.text'],
    [{ periodDays: 7 }, '.periodDays'],
    [{ limits: { perHour: 0 } }, '.limits.perHour'],
  ])('for %j', (traits, path) => {
    const result = parsePolicy(aDocument(aResponder(traits)));
    if (result.ok) throw new Error('the policy is taken');
    const [problem] = result.problems;
    expect(problem?.path).toBe(`replies.responders[0]${path}`);
    expect(problem?.problem).not.toBe('');
    expect(problem?.remedy).toMatch(/\.$/);
  });

  it('where two responders have one name', () => {
    expect(parsePolicy(aDocument(aResponder(), aResponder()))).toMatchObject({
      ok: false,
      problems: [{ path: 'replies.responders[1].id' }],
    });
  });

  it('with the nearest known name of a variable', () => {
    const result = parsePolicy(aDocument(aResponder(withText({ text: '{{sender-nam}}' }))));
    expect(result).toMatchObject({ problems: [{ remedy: expect.stringContaining('Did you mean sender-name?') }] });
  });
});

describe('who answers for a recipient', () => {
  const now = new Date('2026-06-10T09:00:00Z');
  const inMay = { zone: 'UTC', end: '2026-06-01T00:00' };
  const over = aResponder({ id: 'over', schedule: inMay });
  const idOf = (recipient: string, ...responders: object[]) =>
    answeringFor(parsed(...responders), recipient, now)?.rule.id;

  it.each([
    { to: 'rita@corp.example', responders: [aResponder()], answers: 'away' },
    { to: 'RITA.K@Corp.example', responders: [aResponder()], answers: 'away' }, // another address of hers
    { to: 'tom@corp.example', responders: [aResponder()], answers: undefined },
    { to: 'tom@corp.example', responders: [aResponder({ mailboxes: ['*@corp.example'] })], answers: 'away' },
    { to: 'team@corp.example', responders: [aResponder({ mailboxes: ['*@corp.example'] })], answers: undefined },
    { to: 'team@corp.example', responders: [aResponder({ mailboxes: ['team@corp.example'] })], answers: 'away' },
    { to: 'jür@corp.example', responders: [aResponder({ mailboxes: ['*@corp.example'] })], answers: undefined },
    { to: 'rita@corp.example', responders: [over, aResponder()], answers: 'away' }, // the first that is active
    { to: 'rita@corp.example', responders: [aResponder({ id: 'off', enabled: false }), aResponder()], answers: 'away' },
    { to: 'rita@corp.example', responders: [over], answers: 'over' }, // and says why it does not
    { to: 'rita@corp.example', responders: [aResponder(), aResponder({ id: 'later' })], answers: 'away' },
  ])('$to: $answers', ({ to, responders, answers }) => expect(idOf(to, ...responders)).toBe(answers));

  it('answers in the name of the mailbox, whichever address was written to', () => {
    const answering = answeringFor(parsed(aResponder({ epoch: 2 })), 'rita.k@corp.example', now);
    expect(answering).toMatchObject({
      mailboxName: 'Rita',
      responder: { mailbox: 'rita@corp.example', addresses: ['rita.k@corp.example'], responseId: 'away.2' },
    });
  });

  it.each([
    ['support-*@corp.example', 'support-eu@corp.example', true],
    ['support-*@corp.example', 'support-@corp.example', false], // the star is at least one character
    ['support-*@corp.example', 'support@corp.example', false],
    ['*@corp.example', 'a@mail.corp.example', false],
    ['*@corp.example', 'a@corp.example.evil.example', false],
    ['a*@corp.example', 'a@corp.example', false],
  ])('%s takes %s: %s', (pattern, address, taken) => expect(takes(pattern, address)).toBe(taken));
});
