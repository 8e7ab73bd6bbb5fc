import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '../../shared/reply/language.ts';
import { readThreading, repliedTo, replySubject } from '../../shared/reply/threading.ts';
import { anOccasion, type MessageTraits } from './a-reply.ts';

const messageOf = (traits: MessageTraits) => anOccasion(traits).message;
const withFields = (...fields: string[]) => messageOf({ fields });

describe('the subject of a reply', () => {
  it.each([
    ['Lunch?', 'Auto: Lunch?'],
    ['=?utf-8?q?K=C4=85?=', 'Auto: Ką'],
    ['a\r\n b', 'Auto: a b'],
    ['=?utf-8?q?a=0D=0ABcc:_eve@evil.example?=', 'Auto: a Bcc: eve@evil.example'],
    ['=?utf-8?q?a=00b=07?=', 'Auto: a b'],
    ['=?utf-8?q?a=E2=80=A8b?=', 'Auto: a b'], // a line separator
    ['=?utf-8?q?=E2=80=AEexe?=', 'Auto: exe'], // a mark that turns the direction
    ['  a \t b  ', 'Auto: a b'],
    [null, 'Automated reply'],
    ['', 'Automated reply'],
  ])('of %j is %j', (subject, expected) => {
    expect(replySubject(readThreading(messageOf({ subject })))).toBe(expected);
  });

  it('is cut between characters', () => {
    const subject = replySubject(readThreading(messageOf({ subject: '\u{1f600}'.repeat(900) })));
    expect(Array.from(subject)).toHaveLength('Auto: '.length + 400);
    expect(subject.isWellFormed()).toBe(true);
    expect(subject.endsWith('…')).toBe(true);
  });
});

describe('the identifiers of a reply', () => {
  it.each([
    { fields: [], inReplyTo: null, references: [] },
    { fields: ['Message-ID: <1@a>'], inReplyTo: '<1@a>', references: ['<1@a>'] },
    { fields: ['Message-ID: (x) <1@a> (<2@a>)'], inReplyTo: '<1@a>', references: ['<1@a>'] },
    { fields: ['Message-ID: 1@a'], inReplyTo: null, references: [] },
    { fields: ['Message-ID: <1 @a>'], inReplyTo: null, references: [] },
    { fields: ['Message-ID: <1@\u00e4>'], inReplyTo: null, references: [] },
    { fields: ['Message-ID: <1@a\0>'], inReplyTo: null, references: [] },
    { fields: [`Message-ID: <${'1'.repeat(1_000)}@a>`], inReplyTo: null, references: [] },
    {
      fields: ['References: <1@a><2@a>', 'Message-ID: <3@a>'],
      inReplyTo: '<3@a>',
      references: ['<1@a>', '<2@a>', '<3@a>'],
    },
    { fields: ['References: <1@a>\r\n <<2@a>', 'In-Reply-To: <9@a>'], inReplyTo: null, references: ['<1@a>', '<2@a>'] },
    { fields: ['In-Reply-To: <1@a>', 'Message-ID: <2@a>'], inReplyTo: '<2@a>', references: ['<1@a>', '<2@a>'] },
    { fields: ['In-Reply-To: <1@a> <3@a>', 'Message-ID: <2@a>'], inReplyTo: '<2@a>', references: ['<2@a>'] },
    {
      fields: ['References: <2@a> <1@a> <1@a>', 'Message-ID: <2@a>'],
      inReplyTo: '<2@a>',
      references: ['<1@a>', '<2@a>'],
    },
  ])('of $fields', ({ fields, inReplyTo, references }) => {
    expect(readThreading(withFields(...fields))).toMatchObject({ inReplyTo, references });
  });

  it('keep the first and the latest of a long thread', () => {
    const ids = Array.from({ length: 500 }, (_, at) => `<${at}@thread.example>`);
    const { references } = readThreading(withFields(`References: ${ids.join('\r\n ')}`, 'Message-ID: <own@a>'));
    expect(references).toEqual([ids[0], ...ids.slice(-19), '<own@a>']);
  });

  it('keep less of long ones', () => {
    const ids = Array.from({ length: 9 }, (_, at) => `<${String(at).repeat(890)}@a>`);
    const { references } = readThreading(withFields(`References: ${ids.join('\r\n ')}`, 'Message-ID: <own@a>'));
    expect(references).toEqual([ids[0], ...ids.slice(-3), '<own@a>']);
  });

  it('are looked for in every In-Reply-To', () => {
    expect(repliedTo(withFields('In-Reply-To: <1@a> text <2@a>', 'In-Reply-To: <3@a>'))).toEqual([
      '<1@a>',
      '<2@a>',
      '<3@a>',
    ]);
  });
});

describe('the language of a reply', () => {
  const languages = { default: 'en', available: ['en', 'lt', 'de-CH', 'pt-BR'] };

  it.each([
    [[], 'en'],
    [['Accept-Language: fr;q=0.9, lt;q=0.8, en;q=0.1'], 'lt'],
    [['Accept-Language: lt-LT'], 'lt'],
    [['Accept-Language: DE-ch'], 'de-CH'],
    [['Accept-Language: de'], 'de-CH'],
    [['Accept-Language: pt-PT'], 'en'], // another region is another text
    [['Accept-Language: lt;q=0, fr'], 'en'],
    [['Accept-Language: *'], 'en'],
    [['Accept-Language: en;q=0.5, lt;q=0.5'], 'en'],
    [['Accept-Language: lt (not really; q=0)'], 'lt'],
    [['Accept-Language: ', 'Content-Language: lt'], 'lt'],
    [['Accept-Language: fr', 'Content-Language: lt'], 'en'],
    [['Accept-Language: en;q=0.1', 'Accept-Language: lt'], 'lt'],
    [['Accept-Language: lt;q=9'], 'lt'], // a weight that is none
    [['Content-Language: lt, en'], 'lt'],
    [['Accept-Language: ../../etc/passwd, __proto__'], 'en'],
  ])('for %j is %s', (fields, expected) => {
    expect(chooseLanguage(withFields(...fields), { languages })).toBe(expected);
  });
});
