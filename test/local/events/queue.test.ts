import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { LocalClock } from '../../../local/clock.ts';
import { Queue } from '../../../local/events/queue.ts';
import { aFolder, aQueue, queueArn, StillClock } from './a-queue.ts';

const secondMs = 1000;
const dayMs = 86_400_000;

describe('Queue', () => {
  it('gives each message once while it is invisible, and again when its receiver did not delete it', async () => {
    const clock = new StillClock();
    const queue = await aQueue({ visibilityTimeoutSeconds: 60 }, { clock });
    const { messageId } = await queue.send('one');
    const [first] = await queue.receive();
    expect(first).toMatchObject({
      messageId,
      body: 'one',
      md5OfBody: 'f97c5d29941bfb1b2fdab0874906ab82',
      receiveCount: 1,
      sentAt: clock.now().getTime(),
      firstReceivedAt: clock.now().getTime(),
    });
    expect(queue.counts).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    clock.advance(60 * secondMs - 1);
    expect(await queue.receive()).toEqual([]);
    clock.advance(1);
    const [second] = await queue.receive();
    expect(second).toMatchObject({ messageId, receiveCount: 2, firstReceivedAt: first?.firstReceivedAt });
    await queue.delete(first?.receiptHandle ?? ''); // not the latest handle: nothing happens
    expect(queue.counts.inFlight).toBe(1);
    await queue.delete(second?.receiptHandle ?? '');
    expect(queue.messages).toEqual([]);
    await queue.delete(second?.receiptHandle ?? '');
  });

  it('holds a message back for its own delay or that of the queue', async () => {
    const clock = new StillClock();
    const queue = await aQueue({ delaySeconds: 10 }, { clock });
    await queue.send('late');
    await queue.send('at once', { delaySeconds: 0 });
    expect(queue.counts).toEqual({ visible: 1, inFlight: 0, delayed: 1 });
    expect((await queue.receive(10)).map(({ body }) => body)).toEqual(['at once']);
    clock.advance(10 * secondMs);
    expect((await queue.receive(10)).map(({ body }) => body)).toEqual(['late']);
  });

  it('changes how long a message in flight is invisible, and refuses that of any other', async () => {
    const clock = new StillClock();
    const queue = await aQueue({}, { clock });
    await queue.send('x');
    const [received] = await queue.receive();
    const handle = received?.receiptHandle ?? '';
    await queue.changeVisibility(handle, 3600);
    clock.advance(1800 * secondMs);
    expect(await queue.receive()).toEqual([]);
    await queue.changeVisibility(handle, 0);
    await expect(queue.changeVisibility(handle, 10)).rejects.toMatchObject({ code: 'MessageNotInflight' });
    await expect(queue.changeVisibility(handle, 43_201)).rejects.toMatchObject({ code: 'InvalidParameterValue' });
    expect(await queue.receive()).toHaveLength(1);
  });

  it('drops what is older than its retention', async () => {
    const clock = new StillClock();
    const folder = await aFolder();
    const queue = await aQueue({ retentionSeconds: 14 * 86_400 }, { clock, folder });
    await queue.send('old');
    clock.advance(14 * dayMs - 1);
    expect(queue.counts.visible).toBe(1);
    clock.advance(1);
    expect(queue.counts.visible).toBe(0);
    expect(await queue.receive()).toEqual([]);
    expect(await readdir(join(folder, 'work'))).toEqual([]);
  });

  it.each([
    { what: 'an empty body', body: '', code: 'MissingParameter' },
    { what: 'a character outside XML', body: 'a\u0000b', code: 'InvalidMessageContents' },
    { what: 'half a surrogate pair', body: 'a\ud800b', code: 'InvalidMessageContents' },
    { what: 'more than 1 MiB', body: 'ü'.repeat(524_289), code: 'InvalidParameterValue' },
  ])('refuses $what', async ({ body, code }) => {
    const queue = await aQueue();
    await expect(queue.send(body)).rejects.toMatchObject({ status: 400, code });
    await queue.send('ü'.repeat(524_288));
  });

  it('counts attributes towards the size, and allows ten', async () => {
    const queue = await aQueue({ maxMessageBytes: 20 });
    const attributes = { Name: { DataType: 'String', StringValue: '0123456789' } };
    await queue.send('', { attributes }).catch((fault: unknown) => expect(fault).toMatchObject({ status: 400 }));
    await expect(queue.send('x', { attributes })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
    const many = Array.from({ length: 11 }, (_, n) => [`${n}`, { DataType: 'String', StringValue: '' }]);
    await expect(queue.send('x', { attributes: Object.fromEntries(many) })).rejects.toThrow('[11]');
  });

  it.each([0, 11, 1.5])('does not give %d messages', async (max) => {
    await expect((await aQueue()).receive(max)).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  });

  it('refuses a receipt handle that it never gave', async () => {
    await expect((await aQueue()).delete('../../etc')).rejects.toMatchObject({ code: 'ReceiptHandleIsInvalid' });
  });

  it('wakes who waits: by a message, by the clock, by the signal', async () => {
    const clock = new LocalClock();
    const queue = await aQueue({ visibilityTimeoutSeconds: 600 }, { clock });
    const never = new AbortController().signal;
    const byMessage = queue.available(never);
    await queue.send('x');
    await byMessage;
    await queue.receive();
    const byClock = queue.available(never);
    clock.advance(600 * secondMs);
    await byClock;
    await queue.receive();
    const controller = new AbortController();
    const bySignal = queue.available(controller.signal);
    controller.abort();
    await bySignal;
  });

  it('says which file of an earlier run it cannot read', async () => {
    const folder = await aFolder();
    await aQueue({}, { folder });
    await writeFile(join(folder, 'work', 'x.json'), '{"body":');
    await expect(aQueue({}, { folder })).rejects.toThrow('x.json is damaged');
  });
});

describe('a dead-letter queue', () => {
  async function aPair() {
    const clock = new StillClock();
    const folder = await aFolder();
    const deadLetters = await aQueue({ name: 'dead', retentionSeconds: 14 * 86_400 }, { clock, folder });
    const queue = await aQueue({}, { clock, folder, redrive: { deadLetters, maxReceiveCount: 3 } });
    return { clock, queue, deadLetters };
  }

  it('gets what was received too often, and gives it back on demand', async () => {
    const { clock, queue, deadLetters } = await aPair();
    const { messageId } = await queue.send('poison', { attributes: { A: { DataType: 'String', StringValue: 'b' } } });
    const sentAt = clock.now().getTime();
    for (const receiveCount of [1, 2, 3]) {
      expect(await queue.receive()).toMatchObject([{ receiveCount }]);
      clock.advance(30 * secondMs);
    }
    expect(deadLetters.messages).toEqual([]);
    expect(await queue.receive()).toEqual([]);
    expect(queue.messages).toEqual([]);
    expect(deadLetters.messages).toMatchObject([{ messageId, body: 'poison', sentAt, deadLetterSource: queue.arn }]);

    expect(await deadLetters.redrive(() => undefined)).toBe(0);
    expect(await deadLetters.redrive((arn) => (arn === queue.arn ? queue : undefined))).toBe(1);
    expect(deadLetters.messages).toEqual([]);
    const [again] = await queue.receive();
    expect(again).toMatchObject({ body: 'poison', receiveCount: 1, attributes: { A: { StringValue: 'b' } } });
    expect(again?.messageId).not.toBe(messageId);
  });

  it('does not keep a healthy message from its receiver', async () => {
    const { clock, queue } = await aPair();
    await queue.send('poison');
    for (let n = 0; n < 3; n += 1) {
      await queue.receive();
      clock.advance(30 * secondMs);
    }
    await queue.send('healthy');
    expect((await queue.receive(1)).map(({ body }) => body)).toEqual(['healthy']);
  });
});

describe('faults of a queue', () => {
  it('reorder, delay and repeat messages', async () => {
    const clock = new StillClock();
    const deeds = [{}, { overtakes: true }, { delayMs: 5 * secondMs }];
    let repeats = true;
    const queue = await aQueue({}, { clock, faults: { sent: () => deeds.shift(), repeats: () => repeats } });
    for (const body of ['first', 'overtaking', 'late']) {
      await queue.send(body);
      clock.advance(1);
    }
    const received = await queue.receive(10);
    expect(received.map(({ body }) => body)).toEqual(['overtaking', 'first']);
    await queue.delete(received[0]?.receiptHandle ?? '');
    repeats = false;
    expect(await queue.receive(10)).toMatchObject([{ body: 'overtaking', receiveCount: 2 }]);
    clock.advance(5 * secondMs);
    expect(await queue.receive(10)).toMatchObject([{ body: 'late' }]);
  });
});

describe('against a simple model', () => {
  type Step =
    | { do: 'send' }
    | { do: 'receive'; max: number }
    | { do: 'delete' | 'release'; which: number }
    | { do: 'wait'; seconds: number }
    | { do: 'restart' };
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.constant<Step>({ do: 'send' }),
    fc.record({ do: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }),
    fc.record({ do: fc.constantFrom('delete' as const, 'release' as const), which: fc.nat(20) }),
    fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 40 }) }),
    fc.constant<Step>({ do: 'restart' }),
  );
  interface Modelled {
    visibleAt: number;
    received: number;
    handle?: string;
  }
  const maxReceiveCount = 3;

  prop.prop([fc.array(step, { maxLength: 40 })], { numRuns: 40 })(
    'nothing is lost, nothing comes back after its delete, and receives are counted, over restarts',
    async (steps) => {
      const clock = new StillClock();
      const folder = await aFolder();
      const open = async () => {
        const deadLetters = await Queue.open({ name: 'dead', arn: queueArn('dead') }, { clock, folder });
        return Queue.open(
          { name: 'work', arn: queueArn('work') },
          { clock, folder, redrive: { deadLetters, maxReceiveCount } },
        );
      };
      let queue = await open();
      const model = new Map<string, Modelled>();
      const dead = new Set<string>();
      const now = () => clock.now().getTime();
      for (const next of steps) {
        const handled = [...model].filter(([, { handle }]) => handle !== undefined);
        const [id, chosen] = ('which' in next ? handled[next.which % handled.length] : undefined) ?? [];
        if (next.do === 'send') {
          model.set((await queue.send('x')).messageId, { visibleAt: now(), received: 0 });
        } else if (next.do === 'receive') {
          const received = await queue.receive(next.max);
          const visible = [...model].filter(([, { visibleAt }]) => visibleAt <= now());
          const alive = visible.filter(([, message]) => message.received < maxReceiveCount);
          for (const [buried, message] of visible) {
            if (message.received < maxReceiveCount) continue;
            model.delete(buried);
            dead.add(buried);
          }
          expect(received).toHaveLength(Math.min(next.max, alive.length));
          for (const { messageId, receiveCount, receiptHandle } of received) {
            const message = alive.find(([known]) => known === messageId)?.[1];
            expect(receiveCount).toBe((message?.received ?? Number.NaN) + 1);
            model.set(messageId, { visibleAt: now() + 30_000, received: receiveCount, handle: receiptHandle });
          }
          expect(new Set(received.map(({ messageId }) => messageId)).size).toBe(received.length);
        } else if (next.do === 'wait') {
          clock.advance(next.seconds * secondMs);
        } else if (next.do === 'restart') {
          queue = await open();
        } else if (id !== undefined && chosen?.handle !== undefined) {
          if (next.do === 'delete') {
            await queue.delete(chosen.handle);
            model.delete(id);
          } else if (chosen.visibleAt > now()) {
            await queue.changeVisibility(chosen.handle, 0);
            chosen.visibleAt = now();
          }
        }
        expect(queue.messages.map(({ messageId }) => messageId).sort()).toEqual([...model.keys()].sort());
        expect(queue.deadLetters?.messages.map(({ messageId }) => messageId).sort()).toEqual([...dead].sort());
      }
    },
  );
});
