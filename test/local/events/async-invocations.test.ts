import { describe, expect, it, vi } from 'vitest';
import { LocalClock } from '../../../local/clock.ts';
import type { AsyncSpec } from '../../../local/events/async-attempts.ts';
import { AsyncInvocations } from '../../../local/events/async-invocations.ts';
import { type Answer, aLambda, aMoment, boxes, faults, started, succeeded, threw, throttled } from './a-lambda.ts';
import { aFolder, queueArn } from './a-queue.ts';

const [success, failed, dead] = [queueArn('success'), queueArn('failed'), queueArn('dead')];
const minuteMs = 60_000;

async function queued(answer: Answer, spec: AsyncSpec = {}, folder?: string) {
  const lambda = aLambda(answer);
  const clock = new LocalClock();
  const { switchboard, box } = boxes(success, failed, dead);
  const { report, reported } = faults();
  const options = { folder: folder ?? (await aFolder()), clock, switchboard, report };
  return { lambda, clock, box, reported, queue: await AsyncInvocations.open(lambda, spec, options) };
}

const said = (text: string | undefined): unknown => JSON.parse(text ?? 'null');

describe('AsyncInvocations', () => {
  it('asks the function once, and tells of its success', async () => {
    const { queue, lambda, box } = await queued(() => succeeded({ done: true }), { onSuccessArn: success });
    started(queue);
    const { requestId } = await queue.accept('{"n":1}');
    await vi.waitFor(() => expect(box(success)).toHaveLength(1));
    expect(lambda.asked).toEqual([{ event: { n: 1 }, options: { requestId, kind: 'async' } }]);
    expect(said(box(success)[0]?.text)).toEqual({
      version: '1.0',
      timestamp: expect.stringMatching(/Z$/),
      requestContext: {
        requestId,
        functionArn: `${lambda.arn}:$LATEST`,
        condition: 'Success',
        approximateInvokeCount: 1,
      },
      requestPayload: { n: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { done: true },
    });
    await vi.waitFor(() => expect(queue.pending).toBe(0));
  });

  it('asks again after one and two minutes, then gives up: record, bare event', async () => {
    const { queue, lambda, clock, box } = await queued(() => threw(), { onFailureArn: failed, deadLetterArn: dead });
    started(queue);
    const { requestId } = await queue.accept('{"n":1}', 'schedule');
    await vi.waitFor(() => expect(lambda.asked).toHaveLength(1));
    for (const [minutes, expected] of [
      [1, 2],
      [2, 3],
    ] as const) {
      await aMoment();
      clock.advance(minutes * minuteMs - 1_000);
      await aMoment();
      expect(lambda.asked).toHaveLength(expected - 1);
      clock.advance(1_000);
      await vi.waitFor(() => expect(lambda.asked).toHaveLength(expected));
    }
    await vi.waitFor(() => expect(queue.pending).toBe(0));
    expect(new Set(lambda.asked.map(({ options }) => options?.requestId))).toEqual(new Set([requestId]));
    expect(said(box(failed)[0]?.text)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { n: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'broken' },
    });
    expect(box(dead)).toMatchObject([{ text: '{"n":1}', attributes: { ErrorMessage: { StringValue: 'broken' } } }]);
  });

  it.each([0, 1])('asks again at most %d times when told so', async (maximumRetryAttempts) => {
    const { queue, lambda, clock, box } = await queued(() => threw(), { maximumRetryAttempts, onFailureArn: failed });
    started(queue);
    await queue.accept('{}');
    for (let n = 0; n < maximumRetryAttempts; n += 1) {
      await vi.waitFor(() => expect(lambda.asked).toHaveLength(n + 1));
      await aMoment();
      clock.advance(2 * minuteMs);
    }
    await vi.waitFor(() => expect(box(failed)).toHaveLength(1));
    expect(lambda.asked).toHaveLength(maximumRetryAttempts + 1);
  });

  it('keeps what is throttled, with growing pauses, and counts no retry for it', async () => {
    const { queue, lambda, clock, box } = await queued((_, asked) => (asked <= 3 ? throttled : succeeded()), {
      maximumRetryAttempts: 0,
      onSuccessArn: success,
    });
    started(queue);
    await queue.accept('{}');
    for (const [n, pauseMs] of [1_000, 2_000, 4_000].entries()) {
      await vi.waitFor(() => expect(lambda.asked).toHaveLength(n + 1));
      await aMoment();
      clock.advance(pauseMs);
    }
    await vi.waitFor(() => expect(box(success)).toHaveLength(1));
    expect(said(box(success)[0]?.text)).toMatchObject({ requestContext: { approximateInvokeCount: 4 } });
  });

  it('gives up what has grown too old', async () => {
    const { queue, lambda, clock, box } = await queued(() => throttled, {
      maximumEventAgeSeconds: 60,
      onFailureArn: failed,
    });
    started(queue);
    await queue.accept('{"n":1}');
    await vi.waitFor(() => expect(lambda.asked).toHaveLength(1));
    await aMoment();
    clock.advance(minuteMs);
    await vi.waitFor(() => expect(box(failed)).toHaveLength(1));
    expect(lambda.asked).toHaveLength(1);
    const record = said(box(failed)[0]?.text);
    expect(record).toMatchObject({ requestContext: { condition: 'EventAgeExceeded' }, requestPayload: { n: 1 } });
    expect(record).not.toHaveProperty('responsePayload');
  });

  it('keeps what it accepted over a crash, and does not count an end that we made ourselves', async () => {
    const folder = await aFolder();
    const underWay = Promise.withResolvers<ReturnType<typeof threw>>();
    const first = await queued(() => underWay.promise, { maximumRetryAttempts: 0, onFailureArn: failed }, folder);
    first.queue.start();
    await first.queue.accept('{"n":1}');
    await vi.waitFor(() => expect(first.lambda.asked).toHaveLength(1));
    first.queue.stop();
    underWay.resolve(threw('killed'));
    await first.queue.close();
    expect(first.box(failed)).toEqual([]);
    const second = await queued(() => succeeded(), { maximumRetryAttempts: 0, onSuccessArn: success }, folder);
    expect(second.queue.pending).toBe(1);
    started(second.queue);
    await vi.waitFor(() => expect(second.box(success)).toHaveLength(1));
    expect(second.lambda.asked).toMatchObject([{ event: { n: 1 } }]);
  });

  it('does not ask again because a destination is not there', async () => {
    const { queue, lambda, reported } = await queued(() => succeeded(), { onSuccessArn: queueArn('gone') });
    started(queue);
    await queue.accept('{}');
    await vi.waitFor(() => expect(queue.pending).toBe(0));
    expect(lambda.asked).toHaveLength(1);
    expect(String(reported[0])).toContain('gone');
  });

  it('refuses what Lambda refuses', async () => {
    const { queue } = await queued(() => succeeded());
    const tooLarge = JSON.stringify('x'.repeat(1_048_575));
    await expect(queue.accept(tooLarge)).rejects.toMatchObject({ status: 413, code: 'RequestTooLargeException' });
    await expect(queue.accept('{')).rejects.toMatchObject({ code: 'InvalidRequestContentException' });
    expect(queue.pending).toBe(0);
  });
});
