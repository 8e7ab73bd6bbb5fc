import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '../../shared/errors.ts';
import type { Mailer, OutgoingMail, Sending } from '../../shared/ports.ts';
import { answerOnce } from '../../shared/reply/answer-once.ts';
import { type ClaimRequest, noteReturn } from '../../shared/reply/ledger.ts';
import type { States } from '../../shared/reply/stored.ts';
import { aResponder } from './a-reply.ts';
import { crashPoints, playRound, randomFrom } from './rounds.ts';

/** S3's rules for single keys; every call lets others in between. */
class StateInMemory implements States {
  readonly objects = new Map<string, { readonly text: string; readonly etag: string }>();
  #writes = 0;
  readonly #pause: () => Promise<void>;

  constructor(pause: () => Promise<void> = async () => undefined) {
    this.#pause = pause;
  }
  async read(key: string) {
    await this.#pause();
    return this.objects.get(key);
  }
  async create(key: string, text: string) {
    await this.#pause();
    if (this.objects.has(key)) return 'exists' as const;
    this.#put(key, text);
    await this.#pause();
    return 'created' as const;
  }
  async swap(key: string, text: string, etag: string) {
    await this.#pause();
    if (this.objects.get(key)?.etag !== etag) return 'conflict' as const;
    this.#put(key, text);
    await this.#pause();
    return 'swapped' as const;
  }
  #put(key: string, text: string): void {
    this.#writes += 1;
    this.objects.set(key, { text, etag: `e${this.#writes}` });
  }
  texts(part: string): readonly string[] {
    return [...this.objects].filter(([key]) => key.includes(part)).map(([, { text }]) => text);
  }
}

function sending(...answers: readonly Sending[]): Mailer & { readonly sent: OutgoingMail[] } {
  const sent: OutgoingMail[] = [];
  return {
    sent,
    async send(mail) {
      sent.push(mail);
      return answers[sent.length - 1] ?? { outcome: 'accepted', messageId: `ses-${sent.length}` };
    },
  };
}

const signal = new AbortController().signal;
const noon = new Date('2026-06-10T12:00:00Z');
const after = (minutes: number): Date => new Date(noon.getTime() + minutes * 60_000);
const day = 24 * 60;

function aRequest(deliveryId: string, more: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    scope: { organisation: 'm-1', mailbox: 'rita@corp.example', responseId: 'away.1' },
    deliveryId,
    responder: aResponder,
    tracked: { path: 'ann@sender.example', authors: ['ann@sender.example'] },
    now: noon,
    ...more,
  };
}
const compose = async (): Promise<OutgoingMail> => ({
  from: 'rita@corp.example',
  to: ['ann@sender.example'],
  raw: Buffer.from('x'),
});

let attempts = 0;
async function answer(state: States, mailer: Mailer, request: ClaimRequest): Promise<string> {
  attempts += 1;
  const ports = { state, mailer, clock: { now: () => request.now } };
  const outcome = await answerOnce(request, `attempt-${attempts}`, compose, ports, signal);
  return 'reason' in outcome ? outcome.reason : outcome.outcome;
}

describe('a reply', () => {
  it('is sent once for a message, whatever is asked again', async () => {
    const [state, mailer] = [new StateInMemory(), sending()];
    expect(await answer(state, mailer, aRequest('one'))).toBe('sent');
    expect(await answer(state, mailer, aRequest('one'))).toBe('sent');
    expect(mailer.sent).toHaveLength(1);
  });

  it('is sent once to a sender in the period, and again after it', async () => {
    const [state, mailer] = [new StateInMemory(), sending()];
    const at = (id: string, minutes: number) => answer(state, mailer, aRequest(id, { now: after(minutes) }));
    expect([await at('one', 0), await at('two', 7 * day - 1), await at('three', 7 * day)]).toEqual([
      'sent',
      'DUPLICATE',
      'sent',
    ]);
  });

  it.each([
    {
      name: 'a fresh reverse-path for each message',
      tracked: { path: 'v2@sender.example', authors: ['ann@sender.example'] },
    },
    {
      name: 'another author by the same reverse-path',
      tracked: { path: 'ann@sender.example', authors: ['x@y.example'] },
    },
    {
      name: 'one known author among several',
      tracked: { path: 'q@y.example', authors: ['zoe@y.example', 'ann@sender.example'] },
    },
  ])('knows a sender again: $name', async ({ tracked }) => {
    const [state, mailer] = [new StateInMemory(), sending()];
    await answer(state, mailer, aRequest('one'));
    expect(await answer(state, mailer, aRequest('two', { tracked }))).toBe('DUPLICATE');
    // What the refused one had claimed already is free again.
    const stranger = { path: tracked.path === 'ann@sender.example' ? 'new@y.example' : tracked.path, authors: [] };
    expect(await answer(state, mailer, aRequest('three', { tracked: stranger }))).toBe('sent');
  });

  it('of another responder or another text is another one', async () => {
    const [state, mailer] = [new StateInMemory(), sending()];
    await answer(state, mailer, aRequest('one'));
    const scope = { organisation: 'm-1', mailbox: 'rita@corp.example', responseId: 'away.2' };
    expect(await answer(state, mailer, aRequest('two', { scope }))).toBe('sent');
  });

  it('goes to every message where the period is nothing', async () => {
    const [state, mailer] = [new StateInMemory(), sending()];
    const responder = { ...aResponder, periodSeconds: 0 };
    for (const id of ['one', 'two', 'three'])
      expect(await answer(state, mailer, aRequest(id, { responder }))).toBe('sent');
    expect(await answer(state, mailer, aRequest('one', { responder }))).toBe('sent');
    expect(mailer.sent).toHaveLength(3);
  });

  it('waits for no more than the hour’s limit, in any sixty minutes', async () => {
    const [state, mailer] = [new StateInMemory(), sending()];
    const responder = { ...aResponder, periodSeconds: 0, limits: { ...aResponder.limits, mailboxPerHour: 3 } };
    const at = (minutes: number) => answer(state, mailer, aRequest(`m${minutes}`, { responder, now: after(minutes) }));
    expect([await at(0), await at(20), await at(40), await at(59), await at(60), await at(61), await at(80)]).toEqual([
      'sent',
      'sent',
      'sent',
      'RATE_LIMIT',
      'sent',
      'RATE_LIMIT',
      'sent',
    ]);
    // Who was silenced by the limit has not had the reply.
    const period = { ...responder, periodSeconds: 3600 * 24 };
    expect(await answer(state, mailer, aRequest('again', { responder: period, now: after(200) }))).toBe('sent');
  });

  it('that SES refuses for certain leaves the sender free', async () => {
    const state = new StateInMemory();
    const mailer = sending({ outcome: 'refused', code: 'message-rejected', because: 'content' });
    expect(await answer(state, mailer, aRequest('one'))).toBe('refused');
    expect(await answer(state, mailer, aRequest('one'))).toBe('refused');
    expect(await answer(state, mailer, aRequest('two'))).toBe('sent');
  });

  it('that SES takes from nobody of ours leaves the sender free, and is sent once when that is mended', async () => {
    const state = new StateInMemory();
    const unverified: Sending = { outcome: 'refused', code: 'not-verified', because: 'account' };
    const mailer = sending(unverified, unverified);
    for (const _ of [1, 2]) {
      await expect(answer(state, mailer, aRequest('one'))).rejects.toMatchObject({
        name: 'PermanentError',
        code: 'reply-unsendable',
      });
      expect(state.texts('/hour/').join()).not.toContain('one');
    }
    expect(await answer(state, mailer, aRequest('one'))).toBe('sent');
    expect(await answer(state, mailer, aRequest('one'))).toBe('sent');
    expect(await answer(state, mailer, aRequest('two'))).toBe('DUPLICATE');
    expect(mailer.sent).toHaveLength(3);
  });

  it('that waits for somebody to mend SES is not sent where the sender had another one meanwhile', async () => {
    const state = new StateInMemory();
    const mailer = sending({ outcome: 'refused', code: 'access-denied', because: 'account' });
    await expect(answer(state, mailer, aRequest('one'))).rejects.toMatchObject({ code: 'reply-unsendable' });
    expect(await answer(state, mailer, aRequest('two'))).toBe('sent');
    expect(await answer(state, mailer, aRequest('one'))).toBe('DUPLICATE');
    expect(mailer.sent).toHaveLength(2);
  });

  it('that may have been sent is not sent again, and the sender has had it', async () => {
    const state = new StateInMemory();
    const mailer = sending({ outcome: 'uncertain', code: 'econnreset' });
    expect(await answer(state, mailer, aRequest('one'))).toBe('uncertain');
    expect(await answer(state, mailer, aRequest('one', { now: after(60) }))).toBe('uncertain');
    expect(await answer(state, mailer, aRequest('two', { now: after(60) }))).toBe('DUPLICATE');
    expect(mailer.sent).toHaveLength(1);
  });

  it('over SES’s quota is put off, and its next try needs no new claim', async () => {
    const state = new StateInMemory();
    const mailer = sending({ outcome: 'refused', code: 'throttled', because: 'passing' });
    await expect(answer(state, mailer, aRequest('one'))).rejects.toMatchObject({ code: 'reply-deferred' });
    expect(await answer(state, mailer, aRequest('two'))).toBe('DUPLICATE');
    expect(await answer(state, mailer, aRequest('one'))).toBe('sent');
    expect(mailer.sent).toHaveLength(2);
  });

  it('of a run that may still be at work is waited for; of one that is dead it is taken over', async () => {
    const [state, mailer] = [new StateInMemory(), sending()];
    const failing: States = {
      read: (key) => state.read(key),
      create: (key, text) => state.create(key, text),
      swap: async () => {
        throw new TransientError('slow-down', 'SlowDown');
      },
    };
    await expect(answer(failing, mailer, aRequest('one'))).rejects.toThrow('SlowDown');
    await expect(answer(state, mailer, aRequest('one', { now: after(1) }))).rejects.toMatchObject({
      code: 'reply-under-way',
    });
    expect(await answer(state, mailer, aRequest('one', { now: after(3) }))).toBe('sent');
    expect(mailer.sent).toHaveLength(1);
  });

  it('stops at damaged state instead of guessing', async () => {
    const [state, mailer] = [new StateInMemory(), sending()];
    await answer(state, mailer, aRequest('one'));
    for (const key of state.objects.keys())
      if (key.includes('/sender/')) state.objects.set(key, { text: '{', etag: 'x' });
    await expect(answer(state, mailer, aRequest('two'))).rejects.toBeInstanceOf(PermanentError);
    expect(mailer.sent).toHaveLength(1);
  });

  it('names no address in a key or a claim', async () => {
    const [state, mailer] = [new StateInMemory(), sending()];
    await answer(state, mailer, aRequest('one'));
    expect(JSON.stringify([...state.objects])).not.toMatch(/rita|ann|sender\.example/);
  });
});

describe('the circuit breaker', () => {
  const marker = (minutes: number) => ({ mailbox: 'Rita@corp.example', responseId: 'away.1', at: after(-minutes) });
  const note = (state: States, minutes: number, now = noon) => noteReturn('m-1', marker(minutes), now, state, signal);

  it('opens when three different replies came back within an hour, for an hour', async () => {
    const [state, mailer] = [new StateInMemory(), sending()];
    expect([await note(state, 1), await note(state, 2)]).toEqual([false, false]);
    expect(await answer(state, mailer, aRequest('before'))).toBe('sent');
    expect(await note(state, 3)).toBe(true);
    const strangers = { path: 'x@y.example', authors: [] };
    expect(await answer(state, mailer, aRequest('one', { tracked: strangers }))).toBe('CIRCUIT_OPEN');
    expect(await answer(state, mailer, aRequest('two', { tracked: strangers, now: after(60) }))).toBe('sent');
  });

  it('is not opened by one reply that somebody sends back again and again', async () => {
    const state = new StateInMemory();
    for (let times = 0; times < 10; times += 1) expect(await note(state, 1)).toBe(false);
  });

  it('forgets what came back more than an hour ago', async () => {
    const state = new StateInMemory();
    await note(state, 1, after(-120));
    await note(state, 2, after(-61));
    expect(await note(state, 3)).toBe(false);
  });

  it('is of one mailbox', async () => {
    const [state, mailer] = [new StateInMemory(), sending()];
    for (const minutes of [1, 2, 3]) await note(state, minutes);
    const scope = { organisation: 'm-1', mailbox: 'bob@corp.example', responseId: 'away.1' };
    expect(await answer(state, mailer, aRequest('one', { scope }))).toBe('sent');
  });
});

describe('500 rounds of 23 runs each, dying anywhere', () => {
  it('send no message twice, and each message once where nobody died and SES answered', async () => {
    const random = randomFrom(20_261_124);
    const hits = new Map<string, number>();
    let allAlive = 0;
    for (let n = 0; n < 500; n += 1) {
      const pause = (): Promise<void> =>
        random() < 0.5 ? Promise.resolve() : new Promise((resolve) => setImmediate(resolve));
      const state = new StateInMemory(pause);
      const sent: string[] = [];
      const unsure = random() < 0.4;
      const mailer: Mailer = {
        async send() {
          await pause();
          sent.push('taken');
          await pause();
          return unsure ? { outcome: 'uncertain', code: 'timeout' } : { outcome: 'accepted', messageId: `s${n}` };
        },
      };
      const crashShare = [0, 0.2, 0.9][n % 3] ?? 0;
      const { outcomes, died } = await playRound({ id: `round-${n}`, state, mailer, random, crashShare });
      expect(sent.length, `round ${n}: ${outcomes.join()}`).toBeLessThanOrEqual(1);
      if (crashShare === 0) {
        expect(sent).toHaveLength(1);
        allAlive += 1;
      }
      // Nobody began: nothing was sent, and the last run, who does not die, must have sent it.
      const begun = (died.get('begun') ?? 0) + (died.get('sent') ?? 0);
      if (begun === 0 && outcomes.at(-1) !== 'died') expect(sent, `round ${n}: ${outcomes.join()}`).toHaveLength(1);
      for (const [point, count] of died) hits.set(point, (hits.get(point) ?? 0) + count);
    }
    expect(allAlive).toBeGreaterThan(100);
    expect([...hits.keys()].sort()).toEqual([...crashPoints].sort());
  });
});

describe('300 rounds of two messages of one sender, while SES takes nothing of ours at first', () => {
  it('send one reply in all', async () => {
    const random = randomFrom(20_261_129);
    let refusals = 0;
    for (let n = 0; n < 300; n += 1) {
      const pause = (): Promise<void> =>
        random() < 0.5 ? Promise.resolve() : new Promise((resolve) => setImmediate(resolve));
      const state = new StateInMemory(pause);
      let left = Math.floor(random() * 5);
      let taken = 0;
      const mailer: Mailer = {
        async send() {
          await pause();
          left -= 1;
          if (left >= 0) {
            refusals += 1;
            return { outcome: 'refused', code: 'access-denied', because: 'account' };
          }
          taken += 1;
          return { outcome: 'accepted', messageId: `s${n}` };
        },
      };
      for (let minutes = 0; minutes <= 60; minutes += 10) {
        const ids = minutes === 60 ? ['one'] : ['one', 'two', 'one', 'two'];
        await Promise.allSettled(ids.map((id) => answer(state, mailer, aRequest(id, { now: after(minutes) }))));
        expect(taken, `round ${n}`).toBeLessThanOrEqual(1);
      }
      expect(taken, `round ${n}`).toBe(1);
    }
    expect(refusals).toBeGreaterThan(300);
  });
});
