/** Occasions and responders for tests: say what matters, the rest is a person's mail to a person who is away. */

import { parseMessage } from '../../shared/mail/parse.ts';
import { decideReply, type ReplyDecision } from '../../shared/reply/decide.ts';
import type { Occasion } from '../../shared/reply/occasion.ts';
import type { Responder } from '../../shared/reply/responder.ts';

export interface MessageTraits {
  /** Without: `<ann@sender.example>`; null: no such field. */
  readonly returnPath?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly subject?: string | null;
  /** Further fields, each a line or several, with or without its line ending. */
  readonly fields?: readonly string[];
  readonly body?: string;
}

export function aMessageText(traits: MessageTraits = {}): string {
  const { returnPath = '<ann@sender.example>', from = 'Ann <ann@sender.example>' } = traits;
  const { to = 'Rita <rita@corp.example>', subject = 'Lunch?', fields = [], body = 'Hello.\r\n' } = traits;
  const line = (name: string, value: string | null): string => (value === null ? '' : `${name}: ${value}\r\n`);
  const head = [line('Return-Path', returnPath), line('From', from), line('To', to), line('Subject', subject)];
  return `${head.join('')}${fields.map((field) => `${field}\r\n`).join('')}\r\n${body}`;
}

export function anOccasion(message: string | Buffer | MessageTraits = {}, traits: Partial<Occasion> = {}): Occasion {
  const bytes = Buffer.isBuffer(message)
    ? message
    : Buffer.from(typeof message === 'string' ? message : aMessageText(message));
  return {
    direction: 'INBOUND',
    message: parseMessage(bytes),
    mailFrom: 'ann@sender.example',
    verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dmarc: 'PASS' },
    delivery: 'deliver',
    now: new Date('2026-06-10T09:00:00Z'),
    ownReplies: [],
    ...traits,
  };
}

export const aResponder: Responder = {
  enabled: true,
  kind: 'oof',
  responseId: 'away',
  mailbox: 'rita@corp.example',
  addresses: ['rita.k@corp.example'],
  ownDomains: ['corp.example'],
  periodSeconds: 604_800,
  minPeriodSeconds: 0,
  requireAddressed: true,
  senderAuth: 'require',
  audience: 'all',
  knownSenders: [],
  exclude: [],
  extraSystemLocalParts: [],
  schedule: null,
  limits: { maxReceived: 25, mailboxPerHour: 100 },
  markerField: 'X-Mailweir-Reply',
  languages: { default: 'en', available: ['en'] },
};

export function decide(
  message: string | Buffer | MessageTraits = {},
  responder: Partial<Responder> = {},
  occasion: Partial<Occasion> = {},
): ReplyDecision {
  return decideReply(anOccasion(message, occasion), { ...aResponder, ...responder });
}

/** All that stands against a reply; empty where there is one. */
export function reasonsAgainst(...given: Parameters<typeof decide>): readonly string[] {
  const decision = decide(...given);
  return decision.reply ? [] : decision.reasons;
}
