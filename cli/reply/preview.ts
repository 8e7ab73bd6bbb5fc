/** `mailweir reply preview`: what the responder of a mailbox would do with a message, and what it would send. */

import { createHash, randomBytes } from 'node:crypto';
import { parseMessage } from '../../shared/mail/parse.ts';
import { composeReply } from '../../shared/reply/compose.ts';
import { decideReply } from '../../shared/reply/decide.ts';
import { draftReply, type ReplyDraft } from '../../shared/reply/draft.ts';
import type { Refusal } from '../../shared/reply/reason.ts';
import { reasonWords } from '../../shared/reply/reason-words.ts';
import { type Answering, answeringFor } from '../../shared/reply/reply-rule.ts';
import { addressGiven } from '../check/circumstances.ts';
import { readInput, readInputFile } from '../check/input.ts';
import { requireOther, writeOut } from '../check/out.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, exitCodes } from '../fault.ts';
import { requirePolicy } from '../policy/read.ts';
import { jsonLine, printable } from '../printable.ts';
import { pathFrom, print, say } from '../terminal.ts';
import { occasionOf, previewOptions } from './preview-options.ts';

interface Preview {
  readonly schema: 'reply-preview/v1';
  readonly mailbox: string;
  readonly at: string;
  /** Null where no responder is for this mailbox. */
  readonly responder: string | null;
  readonly responseId: string | null;
  readonly reply: boolean;
  readonly reasons: readonly Refusal[];
  readonly to: string | null;
  readonly audience: 'internal' | 'external' | null;
  readonly language: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly html: string | null;
  /** The message as it would be handed to SES. */
  readonly source: string | null;
}

export const replyPreviewCommand = defineCommand({
  name: 'reply preview',
  operands: 'MAILBOX FILE|-',
  summary: 'Shows the automatic reply to a message, or why none.',
  notes: `Decides as the responder does, but for what that remembers: earlier replies and the hourly limit
are not known here. The mark of the reply is made with a key of chance.`,
  options: previewOptions,

  async run({ options, operands }, terminal) {
    const [mailbox, file, extra] = operands;
    if (mailbox === undefined || file === undefined || extra !== undefined)
      throw new CommandFault('usage', 'a mailbox and a message must be named, and nothing else.');
    if (options.policy === undefined)
      throw new CommandFault('usage', '--policy must name the policy with the responders.');
    const recipient = addressGiven('MAILBOX', mailbox);
    if (options.out !== undefined) await requireOther(options.out, file, terminal);
    const policy = await requirePolicy(options.policy, terminal);
    const input = await (file === '-' ? readInput(terminal.stdin) : readInputFile(pathFrom(terminal, file)));
    if (!input.ok) throw new CommandFault('found', `${printable(file)} ${input.error.problem}. ${input.error.remedy}`);
    const occasion = occasionOf(parseMessage(input.bytes), options, terminal);
    const answering = answeringFor(policy, recipient, occasion.now);
    const nothing = {
      schema: 'reply-preview/v1',
      mailbox: answering?.responder.mailbox ?? recipient,
      at: occasion.now.toISOString(),
      responder: answering?.rule.id ?? null,
      responseId: answering?.responder.responseId ?? null,
      reply: false,
      reasons: [],
      to: null,
      audience: null,
      language: null,
      subject: null,
      text: null,
      html: null,
      source: null,
    } as const;
    const decision = answering && decideReply(occasion, answering.responder);
    if (!answering || !decision?.reply) {
      const preview: Preview = { ...nothing, reasons: decision?.reply === false ? decision.reasons : [] };
      await print(terminal, ...(options.json ? [jsonLine(preview)] : refusalLines(preview)));
      return exitCodes.fine;
    }
    const draft = draftReply(answering, decision, {
      deliveryId: createHash('sha256').update(input.bytes).digest('hex'),
      now: occasion.now,
      markerKey: randomBytes(32),
    });
    const bytes = await composeReply(draft);
    const { to, language, subject, text, html } = draft;
    const audience = decision.internal ? 'internal' : 'external';
    const source = bytes.toString('latin1');
    const preview: Preview = { ...nothing, reply: true, to, audience, language, subject, text, html, source };
    if (policy.mode === 'shadow') say(terminal, 'the policy is in shadow mode: nothing would be sent.');
    await print(terminal, ...(options.json ? [jsonLine(preview)] : replyLines(preview, answering, draft)));
    if (options.out !== undefined) await writeOut(options.out, bytes, terminal);
    return exitCodes.fine;
  },
});

function refusalLines({ mailbox, responder, reasons }: Preview): readonly string[] {
  if (responder === null) return [`${printable(mailbox)} has no responder: no reply.`];
  return [
    `${printable(mailbox)}, responder ${responder}: no reply.`,
    ...reasons.map((reason) => `  ${reason}: ${reasonWords[reason]}`),
  ];
}

function replyLines(preview: Preview, { rule }: Answering, { ticket }: ReplyDraft): readonly string[] {
  const { mailbox, responder, to, audience, language, source } = preview;
  const [head = ''] = source?.split('\r\n\r\n', 1) ?? [];
  const shown = (title: string, content: string | null): readonly string[] =>
    content === null ? [] : ['', title, ...content.split('\n').map((line) => `  ${printable(line)}`)];
  return [
    `${printable(mailbox)}, responder ${responder ?? ''} (${rule.kind}): a reply.`,
    `  To        ${printable(to ?? '')} (${audience ?? ''})`,
    `  Language  ${language ?? ''}`,
    ...(ticket === null ? [] : [`  Ticket    ${ticket}`]),
    ...shown('Header', head.replaceAll('\r\n', '\n')),
    ...shown('Text', preview.text),
    ...shown('HTML', preview.html),
  ];
}
