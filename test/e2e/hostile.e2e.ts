/**
 * Mail that harms whoever judges it: a filter planted into the packaged function loops, hoards or throws as the
 * message says. And what must never reach an inbox, whatever the write-back says.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBench, aMail, type Bench, deliveredBytes, hostileFilters, tracesOf } from './a-bench.ts';

const to = 'alice@corp.example';
let bench: Bench;
beforeAll(async () => {
  bench = await aBench({}, hostileFilters);
});
afterAll(() => bench.close());

async function sent(raw: string) {
  const before = (await bench.organisation.mailboxes.list(to, 'inbox')).length;
  const outcome = await bench.organisation.send({ from: 'paula@partner.example', to: [to], raw });
  const inbox = (await bench.organisation.mailboxes.list(to, 'inbox')).length - before;
  const attempts = outcome.steps.filter(({ step }) => step === 'invoked').length;
  return { outcome, inbox, attempts, decided: outcome.steps.find(({ step }) => step === 'decided') };
}

describe('a message that harms its judge', () => {
  it.each([
    { harm: 'loop', attempts: 1, why: 'deadline' },
    { harm: 'heap', attempts: 3, why: expect.stringMatching(/^(memory|deadline|repeated-attempt)$/) },
    { harm: 'kill', attempts: 3, why: 'repeated-attempt' },
    { harm: 'buffers', attempts: 3, why: expect.stringMatching(/^(memory|repeated-attempt)$/) },
  ])('by $harm is answered within three attempts and never meets the fallback', async ({ harm, attempts, why }) => {
    const result = await sent(aMail({ headers: [`X-Self-Harm: ${harm}`] }));
    expect(result.attempts).toBeLessThanOrEqual(attempts);
    expect(result.decided).toMatchObject({ by: 'answer' });
    expect(result.inbox).toBe(0);
    const { records, evidence } = await tracesOf(bench, result.outcome.invocationId);
    expect(records).toMatchObject([{ judged: 'unjudged', why }]);
    expect(evidence).toHaveLength(1);
    // The next message finds a judge that works.
    const next = await sent(aMail());
    expect(next).toMatchObject({ attempts: 1, inbox: 1 });
  });

  it('by an exception in a closed filter goes where onUnjudged says', async () => {
    const result = await sent(aMail({ headers: ['X-Self-Harm: throw'] }));
    expect(result).toMatchObject({ attempts: 1, inbox: 0 });
    const { records } = await tracesOf(bench, result.outcome.invocationId);
    expect(records[0]?.findings).toContainEqual(
      expect.objectContaining({ filter: 'self-harm', reason: 'filter-fault' }),
    );
  });
});

const exe = [
  'Content-Type: application/octet-stream',
  'Content-Disposition: attachment; filename="run.exe"',
  'Content-Transfer-Encoding: base64',
  '',
  'TVqQAAMAAAAE',
].join('\r\n');
const mixed = { headers: ['Content-Type: multipart/mixed; boundary=b'] };
const text = 'Content-Type: text/plain\r\n\r\nHello.';

describe('an .exe', () => {
  it('is replaced where that can be done', async () => {
    const result = await sent(aMail({ ...mixed, body: `--b\r\n${text}\r\n--b\r\n${exe}\r\n--b--` }));
    expect(result.inbox).toBe(1);
    const bytes = (await deliveredBytes(result.outcome)).toString();
    expect(bytes).not.toContain('TVqQ');
    expect(bytes).toContain('run.exe');
  });

  it.each([
    {
      what: 'inside multipart/signed',
      raw: () =>
        aMail({
          headers: [
            'Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256; boundary=s',
          ],
          body: `--s\r\n${exe}\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--s--`,
        }),
      frozen: false,
    },
    {
      what: 'beside a line of 1,200 octets',
      raw: () => aMail({ ...mixed, body: `--b\r\n${text}\r\n${'x'.repeat(1_200)}\r\n--b\r\n${exe}\r\n--b--` }),
      frozen: false,
    },
    {
      what: 'in a message that WorkMail froze',
      raw: () => aMail({ ...mixed, body: `--b\r\n${text}\r\n--b\r\n${exe}\r\n--b--` }),
      frozen: true,
    },
  ])('$what never stays in the inbox', async ({ raw, frozen }) => {
    bench.watch.before = (call) =>
      frozen && call.operation === 'PutRawMessageContent'
        ? { status: 400, code: 'MessageFrozen', message: 'The message is frozen.' }
        : undefined;
    const result = await sent(raw());
    bench.watch.before = undefined;
    expect(result.inbox).toBe(0);
    expect(result.attempts).toBe(1);
    expect(result.outcome.steps).toContainEqual(expect.objectContaining({ step: 'delivered', folder: 'junk' }));
  });
});
