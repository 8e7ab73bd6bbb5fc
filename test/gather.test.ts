import { describe, expect, it } from 'vitest';
import { noFacts } from '../shared/facts.ts';
import { filters } from '../shared/filters/index.ts';
import { type Authenticator, gathering, type Handover } from '../shared/gather.ts';
import { noAuthentication } from '../shared/mail/authentication.ts';
import { processMessage } from '../shared/pipeline.ts';
import { parsePolicy } from '../shared/policy-document.ts';
import type { Transaction } from '../shared/sources/source.ts';
import { decodeEvent } from '../shared/sources/workmail.ts';
import { check, key, mail, signed, zone } from './adapters/a-signed-mail.ts';
import { World } from './fakes.ts';

const parsed = parsePolicy({ version: 1, domains: ['corp.example'] });
if (!parsed.ok) throw new Error('the test has no policy');
const { policy } = parsed;
const never = new AbortController().signal;

const workmail = (flowDirection: string): Transaction =>
  decodeEvent({
    summaryVersion: '2019-07-28',
    messageId: '00000000-0000-4000-8000-000000000001',
    invocationId: 'i1',
    flowDirection,
    envelope: { mailFrom: { address: 'ann@sender.example' }, recipients: [{ address: 'bob@corp.example' }] },
    truncated: false,
  });

/** A source that knows the client and says nothing about who sent a message. */
function withoutVerdicts(direction = 'INBOUND'): Transaction {
  const transaction = workmail(direction);
  return {
    ...transaction,
    can: { ...transaction.can, verdicts: false },
    connection: { remoteAddress: '192.0.2.1', helo: 'mx.sender.example' },
  };
}

function asking(answer: Authenticator['authenticate']): { authenticator: Authenticator; asked: Handover[] } {
  const asked: Handover[] = [];
  return {
    asked,
    authenticator: {
      authenticate: (bytes, handover, signal) => {
        asked.push(handover);
        return answer(bytes, handover, signal);
      },
    },
  };
}

describe('who sent a message', () => {
  const found = { ...noAuthentication, origin: 'checked' } as const;

  it('is asked where the source does not say it', async () => {
    const { authenticator, asked } = asking(async () => found);
    const facts = await gathering({ authenticator })(withoutVerdicts(), Buffer.from('x'), policy, never);
    expect(facts).toEqual({ ...noFacts, authentication: found });
    expect(asked).toEqual([
      { connection: { remoteAddress: '192.0.2.1', helo: 'mx.sender.example' }, reversePath: 'ann@sender.example' },
    ]);
  });

  it.each([
    ['WorkMail says it', workmail('INBOUND')],
    ['it goes out', withoutVerdicts('OUTBOUND')],
    ['it goes out through WorkMail', workmail('OUTBOUND')],
  ])('is not asked where %s', async (_, transaction) => {
    const { authenticator, asked } = asking(async () => found);
    expect(await gathering({ authenticator })(transaction, Buffer.from('x'), policy, never)).toEqual(noFacts);
    expect(asked).toEqual([]);
  });

  it('is not asked where there is nobody to ask', async () => {
    expect(await gathering({})(withoutVerdicts(), Buffer.from('x'), policy, never)).toEqual(noFacts);
  });

  it('is not known after a fault, which is told', async () => {
    const { authenticator } = asking(() => Promise.reject(new Error('out of order')));
    const told: unknown[] = [];
    const gather = gathering({ authenticator, onFault: (question, fault) => told.push(question, String(fault)) });
    const { authentication } = await gather(withoutVerdicts(), Buffer.from('x'), policy, never);
    expect(authentication).toMatchObject({
      origin: 'checked',
      spf: { result: 'temperror' },
      dmarc: { result: 'temperror' },
    });
    expect(told).toEqual(['authentication', 'Error: out of order']);
  });
});

describe('a source without verdicts, through the pipeline', () => {
  const records = [key('sender.example'), '_dmarc.sender.example TXT v=DMARC1; p=reject'];

  async function judged(bytes: Buffer) {
    const world = new World(bytes, policy);
    const authenticator: Authenticator = { authenticate: (bytes, how) => check(bytes, zone(...records), how) };
    const { record } = await processMessage(
      withoutVerdicts(),
      world.ports(filters, {}, { gather: gathering({ authenticator }) }),
      {
        organisation: 'm-1',
        requestId: 'r1',
        filters,
        answerBy: never,
        writeBackBy: never,
        farewellBy: () => never,
        judgeWithinMs: () => 5_000,
      },
    );
    return record;
  }

  it('delivers what is signed for its author', async () => {
    const record = await judged(await signed(mail(), { domain: 'sender.example' }));
    expect(record.findings.filter(({ filter }) => filter === 'authentication')).toEqual([]);
    expect(record.answer.rest).toEqual({ disposition: 'DEFAULT' });
  });

  it('puts what is forged into junk, whatever it says about itself', async () => {
    const block = [
      'Return-Path: <ann@sender.example>',
      'Received: from mx by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x',
      'Authentication-Results: amazonses.com; spf=pass smtp.mailfrom=sender.example; dmarc=pass header.from=sender.example',
    ];
    const record = await judged(Buffer.concat([Buffer.from(`${block.join('\r\n')}\r\n`), mail()]));
    expect(record.findings).toContainEqual(
      expect.objectContaining({ filter: 'authentication', reason: 'dmarc-fail-reject' }),
    );
    expect(record.answer.rest).toEqual({ disposition: 'MOVE_TO_JUNK' });
  });
});
