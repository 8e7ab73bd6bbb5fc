import { fc, it as property } from '@fast-check/vitest';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { pass } from '../../shared/filters/filter.ts';
import { firstContact } from '../../shared/filters/first-contact.ts';
import { moneyRequestIn } from '../../shared/filters/money-request.ts';
import { type Acquaintance, neverMet, type Relation, unknownRelation } from '../../shared/filters/relation.ts';
import { fold } from '../../shared/filters/spam/fold.ts';
import { aMailObject, anOrganisation, crlf, type MailTraits } from '../builders.ts';
import { askedWordings, notAskedWordings } from './money-wordings.ts';

const heard = (daysAgo: number): Acquaintance => ({
  ...neverMet,
  received: 1,
  daysReceived: 1,
  firstReceivedDaysAgo: daysAgo,
});
const wrote = (daysAgo: number, before: Acquaintance = neverMet): Acquaintance => ({
  ...before,
  written: 1,
  firstWrittenDaysAgo: daysAgo,
  lastWrittenDaysAgo: daysAgo,
});
const known = (address: Acquaintance | null, domain: Acquaintance | null = neverMet, historyDays = 100): Relation => ({
  state: 'asked',
  address,
  domain,
  historyDays,
});
const stranger = known(neverMet);

const asking = 'Dear Bob, our bank account has changed. Please pay invoice 4711 to the new account.';
const harmless = 'Dear Bob, could you send us your catalogue?';
const vouched = {
  dmarc: { result: 'pass', domain: 'sender.example' },
  spf: { result: 'pass', domain: 'sender.example' },
} as const;
const mail = (relation: Relation, text: string, more: MailTraits = {}) => {
  const from = (more.from ?? ['Ann <ann@sender.example>']).map((one) => `From: ${one}`);
  return aMailObject({
    raw: crlf(...from, 'Subject: Hello', '', text, ''),
    authentication: vouched,
    relation,
    ...more,
  });
};
const settings = v.parse(firstContact.settings, {});
const said = (...args: Parameters<typeof mail>): string => {
  const [verdict = pass] = [firstContact.evaluate(mail(...args), settings)].flat();
  return verdict.outcome === 'pass' ? 'nothing' : `${verdict.reason} ${String(verdict.evidence['known'] ?? '')}`.trim();
};

describe('first-contact', () => {
  it.each([
    { what: 'never met', relation: stranger, asks: 'first-contact-payment never', else: 'first-contact' },
    {
      what: 'freemail, never met',
      relation: known(neverMet, null),
      asks: 'first-contact-payment never',
      else: 'first-contact',
    },
    { what: 'heard from long ago', relation: known(heard(30)), asks: 'nothing', else: 'nothing' },
    { what: 'a colleague of an acquaintance', relation: known(neverMet, heard(30)), asks: 'nothing', else: 'nothing' },
    { what: 'written to before', relation: known(wrote(30)), asks: 'nothing', else: 'nothing' },
    { what: 'written to today, and never heard from', relation: known(wrote(0)), asks: 'nothing', else: 'nothing' },
    { what: 'written to before he wrote', relation: known(wrote(2, heard(1))), asks: 'nothing', else: 'nothing' },
    // "Are you at your desk?" — "Yes." — "Then buy me some cards."
    {
      what: 'wrote yesterday and was answered',
      relation: known(wrote(1, heard(1))),
      asks: 'first-contact-payment days',
      else: 'nothing',
    },
    { what: 'wrote yesterday', relation: known(heard(1)), asks: 'first-contact-payment days', else: 'nothing' },
    { what: 'wrote three days ago', relation: known(heard(3)), asks: 'nothing', else: 'nothing' },
    { what: 'unknown', relation: unknownRelation, asks: 'nothing', else: 'nothing' },
    { what: 'unknown, late', relation: { ...unknownRelation, why: 'late' } as const, asks: 'nothing', else: 'nothing' },
    { what: 'a history of some days', relation: known(neverMet, neverMet, 13), asks: 'nothing', else: 'nothing' },
    {
      what: 'a history of two weeks',
      relation: known(neverMet, neverMet, 14),
      asks: 'first-contact-payment never',
      else: 'first-contact',
    },
  ])('goes by the relation, and by what is asked for: $what', ({ relation, asks, else: otherwise }) => {
    expect(said(relation, asking)).toBe(asks);
    expect(said(relation, harmless)).toBe(otherwise);
  });

  it.each([
    { what: 'two authors', from: ['ann@sender.example, ben@sender.example'], asks: 'first-contact-payment never' },
    { what: 'two fields', from: ['ann@sender.example', 'ben@sender.example'], asks: 'first-contact-payment never' },
    { what: 'nobody', from: [], asks: 'first-contact-payment never' },
    { what: 'one of ours', from: ['carl@corp.example'], asks: 'nothing' },
    {
      what: 'one of ours and a stranger',
      from: ['carl@corp.example, ann@sender.example'],
      asks: 'first-contact-payment never',
    },
  ])('does not fall silent because there is no single author: $what', ({ from, asks }) => {
    const nobody: Relation = { ...unknownRelation, state: 'asked' };
    expect(said(nobody, asking, { from })).toBe(asks);
    expect(said(nobody, harmless, { from })).toBe('nothing');
  });

  it.each([
    {
      what: 'nothing shows it',
      authentication: { spf: { result: 'none', domain: 'sender.example' } } as const,
      asks: 'first-contact-payment unproved',
    },
    {
      what: 'somebody else signed',
      authentication: { dkim: [{ result: 'pass', domain: 'mailer.example' }] } as const,
      asks: 'first-contact-payment unproved',
    },
    {
      what: 'nobody could check it',
      authentication: { spf: { result: 'temperror', domain: 'sender.example' } } as const,
      asks: 'first-contact-payment unproved',
    },
    {
      what: 'a broken signature in its name',
      authentication: { dkim: [{ result: 'permerror', domain: 'sender.example' }] } as const,
      asks: 'first-contact-payment unproved',
    },
    {
      what: 'its parent signed',
      authentication: { dkim: [{ result: 'pass', domain: 'eu.sender.example' }] } as const,
      asks: 'nothing',
    },
  ])('takes nobody for an acquaintance who only says so: $what', ({ authentication, asks }) => {
    expect(said(known(heard(300)), asking, { authentication })).toBe(asks);
    expect(said(known(heard(300)), harmless, { authentication })).toBe('nothing');
  });

  it('does not ask for proof where the source gives none of anybody', () => {
    const { authentication: _, ...unseen } = mail(known(heard(300)), asking);
    const authentication = {
      ...mail(stranger, asking).authentication,
      origin: 'none' as const,
      dmarc: null,
      spf: null,
    };
    expect(firstContact.evaluate({ ...unseen, authentication }, settings)).toEqual(pass);
  });

  it.each([
    {
      what: 'a partner',
      organisation: {
        directory: { ...anOrganisation.directory, partners: [{ name: 'S', domains: ['sender.example'] }] },
      },
      says: 'nothing',
    },
    {
      what: 'on the allow list',
      organisation: { lists: { allow: ['ann@sender.example'], block: [] } },
      says: 'nothing',
    },
    {
      what: 'of a domain on the list',
      organisation: { lists: { allow: ['*.sender.example'], block: [] } },
      says: 'nothing',
    },
    {
      what: 'another on the list',
      organisation: { lists: { allow: ['ben@sender.example'], block: [] } },
      says: 'first-contact-payment never',
    },
  ])('trusts whom policy names, where they prove to be it: $what', ({ organisation, says }) => {
    expect(said(stranger, asking, { organisation })).toBe(says);
    const authentication = { spf: { result: 'none', domain: 'sender.example' } } as const;
    expect(said(stranger, asking, { organisation, authentication })).toBe('first-contact-payment never');
  });

  it('obeys its settings', () => {
    const with_ = (more: object, relation: Relation) =>
      firstContact.evaluate(mail(relation, asking), v.parse(firstContact.settings, more));
    expect(with_({ afterDays: 101 }, stranger)).toEqual(pass);
    expect(with_({ newForDays: 0 }, known(heard(0)))).toEqual(pass);
    expect(with_({ newForDays: 30 }, known(heard(29)))).toMatchObject({ reason: 'first-contact-payment' });
    expect(v.safeParse(firstContact.settings, { afterDays: -1 }).success).toBe(false);
  });

  it.each([
    { what: 'somebody known for long', relation: known(heard(300)) },
    { what: 'somebody known for days', relation: known(heard(1)) },
    { what: 'a stranger', relation: stranger },
    { what: 'nobody could be asked', relation: unknownRelation },
    { what: 'a history of some days', relation: known(neverMet, neverMet, 2) },
  ])('warns where money is asked for and answers go to another organisation: $what', ({ relation }) => {
    const answering = (...answers: readonly string[]) => ({
      raw: crlf(
        'From: Ann <ann@sender.example>',
        ...answers.map((one) => `Reply-To: ${one}`),
        'Subject: x',
        '',
        asking,
        '',
      ),
    });
    for (const answers of ['ann@payments.example', 'ann@sender.example, ann@payments.example', 'ann@gmail.com']) {
      const domain = answers.slice(answers.lastIndexOf('@') + 1);
      const [verdict] = [firstContact.evaluate(mail(relation, asking, answering(answers)), settings)].flat();
      expect(verdict).toMatchObject({ outcome: 'match', evidence: { asks: 'bank-change', answers: domain } });
      expect(verdict).toHaveProperty('reason', expect.stringMatching(/^(?:first-contact|answers-elsewhere)-payment$/));
    }
    expect(said(known(heard(300)), asking, answering('ann@sender.example'))).toBe('nothing');
  });

  it.each([
    { what: 'its own', answers: 'Billing <billing@eu.sender.example>', says: 'nothing' },
    { what: 'ours', answers: 'list@corp.example', says: 'nothing' },
    { what: 'a partner', answers: 'carl@partner.example', says: 'nothing' },
    { what: 'nowhere', answers: 'nobody', says: 'nothing' },
    { what: 'another', answers: 'ann@other.example', says: 'answers-elsewhere-payment' },
  ])('goes by whom answers go to: $what', ({ answers, says }) => {
    const partners = [{ name: 'P', domains: ['partner.example'] }];
    const more = {
      raw: crlf('From: Ann <ann@sender.example>', `Reply-To: ${answers}`, 'Subject: x', '', asking, ''),
      organisation: { directory: { ...anOrganisation.directory, partners } },
    };
    expect(said(known(heard(300)), asking, more)).toBe(says);
    expect(said(known(heard(300)), harmless, { ...more, raw: more.raw.replace(asking, harmless) })).toBe('nothing');
  });

  it('warns of a partner as well whose answers go elsewhere', () => {
    const partners = [{ name: 'S', domains: ['sender.example'] }];
    const raw = crlf('From: ann@sender.example', 'Reply-To: ann@other.example', 'Subject: x', '', asking, '');
    const organisation = { directory: { ...anOrganisation.directory, partners } };
    expect(said(known(heard(300)), asking, { raw, organisation })).toBe('answers-elsewhere-payment');
  });

  it('says what holds of everybody it warns of', () => {
    const notices = Object.values(firstContact.reasons).flatMap(({ onMatch }) =>
      onMatch.edits.flatMap((edit) => ('text' in edit ? edit.text : [])),
    );
    expect(notices.join(' ')).not.toMatch(/has not been in contact|first message/);
  });

  it.each([
    { what: 'by the envelope', more: { envelope: { reversePath: null } } },
    { what: 'by what SES saw', more: { authentication: { ...vouched, reversePath: null } } },
  ])('says nothing of notices, unless they ask for money: a null reverse-path $what', ({ more }) => {
    expect(said(stranger, harmless, more)).toBe('nothing');
    expect(said(stranger, asking, more)).toBe('first-contact-payment never');
  });

  it('names nobody', () => {
    expect(firstContact.evaluate(mail(stranger, asking), settings)).toMatchObject({
      evidence: { asks: 'bank-change', known: 'never' },
    });
  });
});

const requestIn = (text: string, subject = '') =>
  moneyRequestIn({ subject: fold(subject).text, text: fold(text).text });

describe('what is asked for', () => {
  it.each(askedWordings)('$language, $kind: $text', ({ kind, text }) => {
    // How it is called is for the record; the warning is the same.
    expect(requestIn(text)).toBe(/ouvert un nouveau compte/.test(text) ? 'bank-change' : kind);
  });

  it.each(notAskedWordings)('$language, nothing: $text', ({ text }) => {
    expect(requestIn(text)).toBeNull();
  });

  it.each([
    { what: 'lines end anywhere', text: asking.replaceAll(' ', '\r\n') },
    { what: 'other letters', text: asking.replaceAll('a', '\u0430') },
    { what: 'letters that nobody sees', text: asking.replaceAll('n', '\u200bn') },
    { what: 'capitals', text: asking.toUpperCase() },
    { what: 'a letter before it', text: `${'I hope that you are well. '.repeat(20)}\n\n${asking}` },
    { what: 'a letter below it', text: `${asking}\n\n${'We look forward to working with you. '.repeat(2_000)}` },
    { what: 'a warning of fraud beside it', text: `Beware of fraud! ${asking} This is no scam.` },
    { what: 'a footer', text: `${asking}\n\nThis message is confidential and intended for the recipient only.` },
  ])('is seen, whatever is done to it: $what', ({ text }) => {
    expect(requestIn(text)).toBe('bank-change');
  });

  it('is nothing where a sentence says that nothing has changed, or warns', () => {
    expect(requestIn('Our bank account has not changed. Please pay invoice 4711.')).toBeNull();
    expect(
      requestIn('Criminals write that our bank account has changed. Please pay invoice 4711 as before.'),
    ).toBeNull();
  });

  it('does not come of a footer', () => {
    const footer = 'This e-mail is confidential and intended for the addressee only.';
    expect(requestIn(`Please pay the invoice of 1500 EUR today.\n\n${footer}`)).toBeNull();
  });

  property.prop([fc.string({ unit: 'grapheme', maxLength: 2_000 })])('never throws', (text) => {
    expect(() => requestIn(text, text)).not.toThrow();
  });

  it.each(['our ', 'a', 'new account ', '. ', 'our our our bank ', '\u00e9', 'não ~ '])(
    'takes no longer for much of it: %s',
    (piece) => {
      const text = piece.repeat(Math.ceil(200_000 / piece.length));
      requestIn(text.slice(0, 1_000));
      const startedAt = performance.now();
      moneyRequestIn({ subject: '', text });
      expect(performance.now() - startedAt).toBeLessThan(500);
    },
  );
});
