import { describe, expect, it } from 'vitest';
import { aMessageText, aResponder } from '../reply/a-reply.ts';
import { run } from './run.ts';

const aCase = (id: string, traits: object = {}, settings: object = {}): string =>
  JSON.stringify({
    id,
    flow: 'INBOUND',
    envelope: { mailFrom: 'ann@sender.example', recipients: ['rita@corp.example'] },
    mailbox: 'rita@corp.example',
    raw: aMessageText({ fields: ['Message-ID: <1@sender.example>'] }),
    verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' },
    disposition: 'deliver',
    now: '2026-06-10T09:00:00Z',
    config: {
      ...aResponder,
      marker: { header: 'X-Corp', key: 'k' },
      sentMessageIds: [],
      ...settings,
    },
    history: [],
    counters: { mailboxLastHour: 0 },
    ...traits,
  });

const earlier = (traits: object) => ({
  history: [
    {
      mailbox: 'Rita@corp.example',
      sender: 'bob@sender.example',
      from: 'bob@sender.example',
      responseId: 'away',
      at: '2026-06-10T08:00:00Z',
      state: 'sent',
      ...traits,
    },
  ],
});

async function decided(...lines: string[]): Promise<readonly unknown[]> {
  const { out } = await run(['reply', 'decide'], { stdin: lines.join('\n') });
  return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
}

describe('mailweir reply decide', () => {
  it('writes a line for each case, in order', async () => {
    expect(await decided(aCase('one'), '', aCase('two', { flow: 'OUTBOUND' }))).toEqual([
      {
        id: 'one',
        reply: true,
        reason: 'REPLY',
        also: [],
        to: 'ann@sender.example',
        language: 'en',
        compose: { subject: 'Auto: Lunch?', inReplyTo: '<1@sender.example>', references: ['<1@sender.example>'] },
      },
      { id: 'two', reply: false, reason: 'OUTBOUND', also: [], to: null, language: null, compose: null },
    ]);
  });

  it.each([
    ['another sender', earlier({}), {}, 'REPLY'],
    ['the same reverse-path', earlier({ sender: 'ANN@sender.example' }), {}, 'DUPLICATE'],
    ['the same, through a forwarder', earlier({ sender: 'SRS0=h=t=sender.example=ann@fwd.example' }), {}, 'DUPLICATE'],
    ['the same author', earlier({ from: 'Ann@sender.example' }), {}, 'DUPLICATE'],
    ['another mailbox', earlier({ sender: 'ann@sender.example', mailbox: 'tom@corp.example' }), {}, 'REPLY'],
    ['no tracking', earlier({ sender: 'ann@sender.example' }), { periodSeconds: 0 }, 'REPLY'],
    [
      'a least period',
      earlier({ sender: 'ann@sender.example' }),
      { periodSeconds: 0, minPeriodSeconds: 3601 },
      'DUPLICATE',
    ],
    ['its end', earlier({ sender: 'ann@sender.example' }), { periodSeconds: 3600 }, 'REPLY'],
    ['the hourly limit', { counters: { mailboxLastHour: 100 } }, {}, 'RATE_LIMIT'],
  ])('knows %s', async (_, traits, settings, reason) => {
    expect(await decided(aCase('one', traits, settings))).toMatchObject([{ reason }]);
  });

  it('names the line it cannot read, and decides the others', async () => {
    const lines = [
      aCase('one'),
      '{',
      aCase('two', { now: 'today' }),
      aCase('three', {}, { kind: '\u001b[2J' }),
      aCase('four'),
    ];
    const { code, out, err } = await run(['reply', 'decide'], { stdin: lines.join('\n') });
    expect(code).toBe(1);
    expect(out.trim().split('\n')).toHaveLength(2);
    expect(err).toMatch(/line 2 is no JSON/);
    expect(err).toMatch(/line 3 now: /);
    expect(err).toMatch(/line 4 config\.kind: /);
    expect(err).not.toContain('\u001b');
  });
});
