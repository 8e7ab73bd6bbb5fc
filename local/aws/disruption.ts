/** What can befall a call besides what its service answers: carried out by the server, chosen by whoever plants faults. */

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Refusal } from './calls.ts';
import { AwsFault } from './fault.ts';
import type { Answer } from './protocol.ts';

export type Disruption =
  /** Answered in place of the operation, which has no effect. */
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  /** No effect, and no answer for as long as the caller waits. */
  | { readonly kind: 'hang' }
  /** Thrown as if our own program had failed: answered 500. */
  | { readonly kind: 'fail'; readonly fault: Error }
  /** The caller is ended before the effect, which then never comes, or after it. */
  | { readonly kind: 'crash'; readonly moment: 'before' | 'after'; readonly endCaller: () => Promise<unknown> }
  /** The effect, and then the connection breaks. */
  | { readonly kind: 'lose' }
  /** The connection breaks in the middle of the answer, after `bytes` of it or after half. */
  | { readonly kind: 'cut'; readonly bytes?: number }
  /** The answer comes in drops. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number };

/** The caller hears nothing more: its connection is to be broken. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** Throws where there is to be no effect. */
export async function beforeEffect(disruption: Disruption | undefined, request: IncomingMessage): Promise<void> {
  switch (disruption?.kind) {
    case 'refuse': {
      const { status, code, message } = disruption.refusal;
      throw new AwsFault(status, code, message);
    }
    case 'fail':
      throw disruption.fault;
    case 'hang':
      // Read on, or the end of the connection would not be seen.
      request.resume();
      if (!request.socket.destroyed) await once(request.socket, 'close');
      throw new Unanswered('the call was left without an answer');
    case 'crash':
      if (disruption.moment === 'before') await end(disruption);
      break;
    default:
  }
}

/** The answer as the caller gets it. Throws where it gets none. */
export async function afterEffect(disruption: Disruption | undefined, answer: Answer): Promise<Answer> {
  switch (disruption?.kind) {
    case 'crash':
      return end(disruption);
    case 'lose':
      throw new Unanswered('the answer was lost');
    case 'cut':
      return spoilt(answer, (body, sizeBytes) => cut(body, disruption.bytes ?? Math.floor(sizeBytes / 2)));
    case 'slow':
      return spoilt(answer, (body) => drops(body, disruption.bytesPerSecond));
    default:
      return answer;
  }
}

async function end({ moment, endCaller }: Extract<Disruption, { kind: 'crash' }>): Promise<never> {
  await endCaller();
  throw new Unanswered(`the caller was ended ${moment} the effect`);
}

/** Announces the whole length, whatever comes of it. */
function spoilt(answer: Answer, spoil: (body: Readable, sizeBytes: number) => AsyncIterable<Buffer>): Answer {
  const { body, headers = {} } = answer;
  if (body === undefined) return answer;
  const whole = body instanceof Readable ? body : Readable.from([Buffer.from(body)]);
  const sizeBytes = body instanceof Readable ? Number(headers['content-length'] ?? 0) : Buffer.byteLength(body);
  return {
    ...answer,
    headers: { ...headers, 'content-length': String(sizeBytes) },
    body: Readable.from(spoil(whole, sizeBytes)),
  };
}

/** So that what was sent has left before the connection breaks. */
const breakAfterMs = 20;

async function* cut(body: Readable, keepBytes: number): AsyncGenerator<Buffer> {
  let left = keepBytes;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (left > 0) yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) break;
  }
  await sleep(breakAfterMs);
  throw new Unanswered('the answer was cut');
}

const dropsPerSecond = 10;

async function* drops(body: Readable, bytesPerSecond: number): AsyncGenerator<Buffer> {
  const dropBytes = Math.max(1, Math.round(bytesPerSecond / dropsPerSecond));
  for await (const chunk of body as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += dropBytes) {
      yield chunk.subarray(at, at + dropBytes);
      await sleep(1000 / dropsPerSecond);
    }
  }
}
