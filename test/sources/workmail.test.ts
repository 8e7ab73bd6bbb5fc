import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { PermanentError } from '../../shared/errors.ts';
import { dispositions } from '../../shared/mail/disposition.ts';
import { decodeEvent, directionHint, encodeAnswer, type FlowResponse } from '../../shared/sources/workmail.ts';

const event = {
  summaryVersion: '2018-10-10',
  envelope: {
    mailFrom: { address: 'alice@sender.example' },
    recipients: [{ address: 'bob@org.example' }, { address: 'team@org.example' }],
  },
  sender: { address: 'assistant@sender.example' },
  subject: 'Quarterly figures',
  messageId: '3f0c2b1e-1111-2222-3333-444455556666',
  invocationId: '8d1c7f0e5b7a4e3f9a2b6c1d0e9f8a7b',
  flowDirection: 'INBOUND',
  truncated: false,
};

describe('decodeEvent', () => {
  it('reads the event of the guide', () => {
    expect(decodeEvent(event)).toMatchObject({
      source: 'workmail',
      direction: 'INBOUND',
      dedupeKey: event.invocationId,
      flowMessageId: event.messageId,
      envelope: {
        reversePath: 'alice@sender.example',
        actingSender: 'assistant@sender.example',
        recipients: ['bob@org.example', 'team@org.example'],
        complete: true,
      },
      oddities: [],
    });
  });

  it.each([
    { what: 'a version the samples use', change: { summaryVersion: '2019-07-28' }, oddities: [] },
    { what: 'a version of tomorrow', change: { summaryVersion: '2031-01-01' }, oddities: ['unknown-summary-version'] },
    { what: 'no version', change: { summaryVersion: undefined }, oddities: ['unknown-summary-version'] },
    { what: 'no recipients', change: { envelope: {} }, oddities: ['no-recipients'] },
    { what: 'no envelope', change: { envelope: null }, oddities: ['no-recipients'] },
    { what: 'an id of 40 characters', change: { invocationId: 'a'.repeat(40) }, oddities: [] },
    { what: 'no subject', change: { subject: undefined }, oddities: [] },
    { what: 'unknown keys', change: { colour: 'blue' }, oddities: [] },
  ])('takes $what', ({ change, oddities }) => {
    expect(decodeEvent({ ...event, ...change }).oddities).toEqual(oddities);
  });

  it.each([undefined, null, {}, { address: '' }, { address: '<>' }, { address: '  ' }, { address: 7 }])(
    'takes mailFrom %j for the null reverse-path',
    (mailFrom) => {
      expect(decodeEvent({ ...event, envelope: { ...event.envelope, mailFrom } }).envelope.reversePath).toBeNull();
    },
  );

  it('keeps each recipient once, in the spelling met first', () => {
    const recipients = [{ address: 'Bob@org.example' }, { address: 'bob@ORG.example' }, {}, 'eve@org.example'];
    const transaction = decodeEvent({ ...event, envelope: { recipients } });
    expect(transaction.envelope.recipients).toEqual(['Bob@org.example', 'eve@org.example']);
    expect(transaction.oddities).toEqual(['unreadable-recipient']);
  });

  it('knows a shortened list', () => {
    expect(decodeEvent({ ...event, truncated: true }).envelope.complete).toBe(false);
  });

  it.each([
    { field: 'event', bad: null },
    { field: 'event', bad: 'text' },
    { field: 'event', bad: [] },
    { field: 'messageId', bad: { ...event, messageId: undefined } },
    { field: 'messageId', bad: { ...event, messageId: 'UPPER' } },
    { field: 'messageId', bad: { ...event, messageId: 'a/../b' } },
    { field: 'messageId', bad: { ...event, messageId: 'a'.repeat(121) } },
    { field: 'invocationId', bad: { ...event, invocationId: '' } },
    { field: 'flowDirection', bad: { ...event, flowDirection: 'SIDEWAYS' } },
  ])('names what is wrong: $field', ({ field, bad }) => {
    expect(() => decodeEvent(bad)).toThrow(PermanentError);
    expect(() => decodeEvent(bad)).toThrow(new RegExp(`WorkMail event: ${field} is .*; expected .*\\. Check`));
  });

  it.prop([fc.anything()])('refuses or reads anything, and throws nothing else', (anything) => {
    try {
      decodeEvent(anything);
    } catch (fault) {
      expect(fault).toBeInstanceOf(PermanentError);
    }
    directionHint(anything);
  });
});

const junk = { disposition: 'MOVE_TO_JUNK' } as const;
const plain = { disposition: 'DEFAULT' } as const;
const bounce = (bounceMessage: string) => ({ disposition: 'BOUNCE', bounceMessage }) as const;

describe('encodeAnswer', () => {
  it('says one thing where all get the same', () => {
    const answer = { recipients: [{ address: 'a@org.example', action: plain }], rest: plain };
    expect(encodeAnswer(answer)).toEqual({ actions: [{ action: { type: 'DEFAULT' }, allRecipients: true }] });
  });

  it('names those who get something else, and closes with the rest', () => {
    const recipients = [
      { address: 'a@org.example', action: junk },
      { address: 'b@org.example', action: plain },
      { address: 'c@org.example', action: bounce('No.') },
      { address: 'd@org.example', action: junk },
    ];
    expect(encodeAnswer({ recipients, rest: plain })).toEqual({
      actions: [
        { action: { type: 'MOVE_TO_JUNK' }, recipients: ['a@org.example', 'd@org.example'] },
        { action: { type: 'BOUNCE', parameters: { bounceMessage: 'No.' } }, recipients: ['c@org.example'] },
        { action: { type: 'DEFAULT' }, allRecipients: true },
      ],
    });
  });

  it('answers a shortened list by one action only', () => {
    const answer = { recipients: [{ address: 'a@org.example', action: junk }], rest: plain };
    expect(encodeAnswer(answer, false).actions).toHaveLength(1);
  });

  it('drops the texts where more than ten different actions would lose some to the fallback', () => {
    const recipients = Array.from({ length: 30 }, (_, n) => ({
      address: `r${n}@org.example`,
      action: bounce(`No ${n}.`),
    }));
    const { actions } = encodeAnswer({ recipients, rest: plain });
    expect(actions).toHaveLength(2);
    expect(actions[0]).toMatchObject({ action: { type: 'BOUNCE' }, recipients: { length: 30 } });
  });

  const anAction = fc.oneof(
    fc.constantFrom(...dispositions).map((disposition) => ({ disposition })),
    fc.string({ maxLength: 5 }).map(bounce),
  );
  const anAnswer = fc.record({
    recipients: fc.array(
      fc.record({
        address: fc.constantFrom('a', 'A', 'b', 'c', 'd', 'e').map((l) => `${l}@o.example`),
        action: anAction,
      }),
      {
        maxLength: 40,
      },
    ),
    rest: anAction,
  });

  it.prop([anAnswer, fc.boolean()])(
    'is one WorkMail takes: at most ten, nobody twice, closed for all',
    (answer, complete) => {
      const { actions } = encodeAnswer(answer, complete);
      expect(actions.length).toBeLessThanOrEqual(10);
      expect(actions.map(({ allRecipients }) => allRecipients ?? false).indexOf(true)).toBe(actions.length - 1);
      const named = actions.flatMap(({ recipients = [] }) => recipients).map((address) => address.toLowerCase());
      expect(new Set(named).size).toBe(named.length);
      expect(new Set(actions.map(({ action }) => JSON.stringify(action))).size).toBe(actions.length);
    },
  );

  it.prop([anAnswer])('gives every recipient the disposition decided for the first mention', (answer) => {
    const response = encodeAnswer(answer);
    for (const { address } of answer.recipients) {
      const first = answer.recipients.find((one) => one.address.toLowerCase() === address.toLowerCase());
      expect(typeFor(response, first?.address ?? '')).toBe(first?.action.disposition);
    }
  });

  function typeFor({ actions }: FlowResponse, address: string): string | undefined {
    const own = actions.find(({ recipients = [] }) => recipients.includes(address));
    return (own ?? actions.find(({ allRecipients }) => allRecipients))?.action.type;
  }
});
