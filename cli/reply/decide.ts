/** `mailweir reply decide`: the decisions for a file of cases. */

import { createInterface } from 'node:readline';
import { decideReply } from '../../shared/reply/decide.ts';
import { refusedByHistory } from '../../shared/reply/history.ts';
import type { Refusal } from '../../shared/reply/reason.ts';
import { replySubject } from '../../shared/reply/threading.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../fault.ts';
import { noOperand } from '../operands.ts';
import { jsonLine, printable } from '../printable.ts';
import { print, say } from '../terminal.ts';
import { type CaseLine, readCase } from './case-line.ts';

/** One line of the answer. */
export interface CaseDecision {
  readonly id: string;
  readonly reply: boolean;
  readonly reason: Refusal | 'REPLY';
  /** What else stands against a reply. */
  readonly also: readonly Refusal[];
  readonly to: string | null;
  readonly language: string | null;
  readonly compose: {
    readonly subject: string;
    readonly inReplyTo: string | null;
    readonly references: readonly string[];
  } | null;
}

export function decideCase({ id, occasion, responder, memory }: CaseLine): CaseDecision {
  const decision = decideReply(occasion, responder);
  const refused = decision.reply
    ? refusedByHistory(decision.tracked, responder, occasion.now, memory)
    : decision.reasons;
  const [reason, ...also] = refused;
  if (!decision.reply || reason !== undefined) {
    return { id, reply: false, reason: reason ?? 'REPLY', also, to: null, language: null, compose: null };
  }
  const { to, language, threading } = decision;
  const { inReplyTo, references } = threading;
  const compose = { subject: replySubject(threading), inReplyTo, references };
  return { id, reply: true, reason: 'REPLY', also: [], to, language, compose };
}

export const replyDecideCommand = defineCommand({
  name: 'reply decide',
  operands: '',
  summary: 'Says which cases get an automatic reply.',
  notes: `Reads one JSON object a line from standard input: a message, its mailbox and time,
the responder's settings and earlier replies (docs/cli.md has the keys).
Writes one line each, in the same order.`,
  options: {},

  async run({ operands }, terminal) {
    noOperand(operands);
    let unread = 0;
    let number = 0;
    for await (const text of createInterface({ input: terminal.stdin, crlfDelay: Infinity })) {
      number += 1;
      if (text.trim() === '') continue;
      const read = readCase(text);
      if (read.ok) await print(terminal, jsonLine(decideCase(read.line)));
      else {
        unread += 1;
        say(terminal, `line ${number} ${printable(read.problem)}. It gets no decision.`);
      }
    }
    return unread > 0 ? exitCodes.found : exitCodes.fine;
  },
});
