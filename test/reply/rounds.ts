/**
 * Many runs about one message at once, each of which may die at any of its calls: what must hold however they interleave.
 */

import { TransientError } from '../../shared/errors.ts';
import type { Mailer, Sending } from '../../shared/ports.ts';
import { answerOnce } from '../../shared/reply/answer-once.ts';
import { type ClaimRequest } from '../../shared/reply/ledger.ts';
import type { States } from '../../shared/reply/stored.ts';
import { aResponder } from './a-reply.ts';

/** Moments of a reply after which a run may die. */
export const crashPoints = ['claimed', 'sender-claimed', 'begun', 'sent', 'settled'] as const;
export type CrashPoint = (typeof crashPoints)[number];

export interface Round {
  readonly id: string;
  readonly state: States;
  readonly mailer: Mailer;
  /** From 0 to 1. */
  readonly random: () => number;
  /** What becomes of a run that dies. */
  readonly crashShare: number;
}

export interface Rounded {
  /** As the runs heard it. */
  readonly outcomes: readonly string[];
  readonly died: ReadonlyMap<CrashPoint, number>;
}

const start = Date.parse('2026-06-10T09:00:00Z');
const runsAtOnce = 20;

/** A crowd at once, and two that come when everything that was under way is over. */
export async function playRound(round: Round): Promise<Rounded> {
  const outcomes: string[] = [];
  const died = new Map<CrashPoint, number>();
  const wave = async (count: number, minutes: number): Promise<void> => {
    const now = new Date(start + minutes * 60_000);
    const runs = Array.from({ length: count }, (_, n) => run(round, `${round.id}-${minutes}-${n}`, now, died));
    outcomes.push(...(await Promise.all(runs)));
  };
  await wave(runsAtOnce, 0);
  await wave(2, 10);
  await wave(1, 20);
  return { outcomes, died };
}

class Death extends Error {}

async function run(round: Round, attempt: string, now: Date, died: Map<CrashPoint, number>): Promise<string> {
  const dies = round.random() < round.crashShare;
  const at = dies ? crashPoints[Math.floor(round.random() * crashPoints.length)] : undefined;
  let dead = false;
  const alive = (): void => {
    if (dead) throw new Death();
  };
  const passed = (point: CrashPoint): void => {
    if (point !== at) return;
    dead = true;
    died.set(point, (died.get(point) ?? 0) + 1);
    throw new Death();
  };
  const state: States = {
    async read(key, signal) {
      alive();
      return round.state.read(key, signal);
    },
    async create(key, text, signal) {
      alive();
      const made = await round.state.create(key, text, signal);
      passed(key.includes('/hand-over/') ? 'claimed' : key.includes('/sender/') ? 'sender-claimed' : 'settled');
      return made;
    },
    async swap(key, text, etag, signal) {
      alive();
      const made = await round.state.swap(key, text, etag, signal);
      if (text.includes('"sending"')) passed('begun');
      else if (/"(?:sent|uncertain|refused)"/.test(text)) passed('settled');
      return made;
    },
  };
  const mailer: Mailer = {
    async send(mail, signal) {
      alive();
      const sending: Sending = await round.mailer.send(mail, signal);
      passed('sent');
      return sending;
    },
  };
  const request: ClaimRequest = {
    scope: { organisation: 'm-1', mailbox: aResponder.mailbox, responseId: aResponder.responseId },
    deliveryId: round.id,
    responder: { ...aResponder, limits: { ...aResponder.limits, mailboxPerHour: 1_000_000 } },
    tracked: { path: `${round.id}@sender.example`, authors: [`${round.id}@sender.example`] },
    now,
  };
  const compose = async () => ({
    from: 'rita@corp.example',
    to: [`${round.id}@sender.example`],
    raw: Buffer.from(
      `From: rita@corp.example\r\nTo: ${round.id}@sender.example\r\nSubject: Away\r\nX-Round: ${round.id}\r\n\r\nAway.\r\n`,
    ),
  });
  try {
    const signal = AbortSignal.timeout(60_000);
    return (await answerOnce(request, attempt, compose, { state, mailer, clock: { now: () => now } }, signal)).outcome;
  } catch (fault) {
    if (fault instanceof Death) return 'died';
    if (fault instanceof TransientError) return fault.code;
    throw fault;
  }
}

/** Deterministic, from 0 to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
