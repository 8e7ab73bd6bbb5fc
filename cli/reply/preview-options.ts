/** The options of `mailweir reply preview`: what a message in a file does not say about itself. */

import type { ParsedMessage } from '../../shared/mail/message.ts';
import { readAuthentication } from '../../shared/mail/ses-block.ts';
import {
  circumstancesOf,
  type Delivery,
  type Occasion,
  type TrustedVerdict,
  type TrustedVerdicts,
} from '../../shared/reply/occasion.ts';
import { readSender } from '../../shared/reply/sender.ts';
import { trustedVerdicts } from '../../shared/reply/verdicts.ts';
import type { Given, OptionSpecs } from '../arguments.ts';
import { reversePathGiven } from '../check/circumstances.ts';
import { CommandFault } from '../fault.ts';
import { printable } from '../printable.ts';
import { say, type Terminal } from '../terminal.ts';

export const previewOptions = {
  policy: { type: 'string', value: 'FILE', help: 'The policy with the responders. Required.' },
  at: { type: 'string', value: 'TIME', help: 'When the message comes, as 2026-06-01T09:00:00Z; else now.' },
  'mail-from': { type: 'string', value: 'ADDRESS', help: 'The reverse-path, "<>" for none; else Return-Path or From.' },
  spf: { type: 'string', value: 'VERDICT', help: 'What SPF says of the reverse-path: PASS, FAIL or GRAY.' },
  dmarc: { type: 'string', value: 'VERDICT', help: 'What DMARC says of the author: PASS, FAIL or GRAY.' },
  delivery: { type: 'string', value: 'WORD', help: 'What becomes of it: deliver (else), junk, drop or bounce.' },
  json: { type: 'boolean', help: 'Print one line of JSON.' },
  out: { type: 'string', value: 'FILE', help: 'Write the reply as it would be sent, where there is one.' },
} as const satisfies OptionSpecs;

export type PreviewOptions = Given<typeof previewOptions>;

export function occasionOf(message: ParsedMessage, options: PreviewOptions, terminal: Terminal): Occasion {
  const given = options['mail-from'];
  const unsent: Occasion = {
    direction: 'INBOUND',
    message,
    mailFrom: given === undefined ? null : reversePathGiven('--mail-from', given),
    verdicts: { spam: 'UNKNOWN', virus: 'UNKNOWN', spf: 'UNKNOWN', dmarc: 'UNKNOWN' },
    delivery: deliveryOf(options.delivery),
    now: timeOf(options.at),
    ownReplies: [],
  };
  // WorkMail's event names a From-like address; a Return-Path in the message goes before it.
  const [author] = circumstancesOf(unsent).authors;
  const mailFrom = given === undefined ? (author?.address ?? null) : unsent.mailFrom;
  return { ...unsent, mailFrom, verdicts: verdictsOf(message, mailFrom, options, terminal) };
}

function timeOf(text: string | undefined): Date {
  const time = text === undefined ? new Date() : new Date(text);
  const zoned =
    text === undefined || /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  if (zoned && !Number.isNaN(time.getTime())) return time;
  throw new CommandFault(
    'usage',
    `--at is ${printable(JSON.stringify(text))}; it is a time with its zone, such as 2026-06-01T09:00:00Z.`,
  );
}

function deliveryOf(text = 'deliver'): Delivery {
  const word = (['deliver', 'junk', 'drop', 'bounce'] as const).find((one) => one === text);
  if (word !== undefined) return word;
  throw new CommandFault(
    'usage',
    `--delivery is ${printable(JSON.stringify(text))}; it is deliver, junk, drop or bounce.`,
  );
}

function verdictGiven(option: string, text: string): TrustedVerdict {
  const word = (['PASS', 'FAIL', 'GRAY'] as const).find((one) => one === text.toUpperCase());
  if (word !== undefined) return word;
  throw new CommandFault('usage', `${option} is ${printable(JSON.stringify(text))}; it is PASS, FAIL or GRAY.`);
}

function verdictsOf(
  message: ParsedMessage,
  mailFrom: string | null,
  { spf, dmarc }: PreviewOptions,
  terminal: Terminal,
): TrustedVerdicts {
  const sender = readSender(message, mailFrom);
  const authentication = readAuthentication(message, 'INBOUND');
  const found = trustedVerdicts(authentication, sender.kind === 'address' ? sender.wrapped.domain : null);
  const isUnknown = authentication.origin === 'none';
  if (isUnknown && (spf === undefined || dmarc === undefined)) {
    say(
      terminal,
      'the message bears no findings of Amazon SES: it is taken for authenticated where no option says otherwise.',
    );
  }
  return {
    ...found,
    spf: spf === undefined ? (isUnknown ? 'PASS' : found.spf) : verdictGiven('--spf', spf),
    dmarc: dmarc === undefined ? (isUnknown ? 'PASS' : found.dmarc) : verdictGiven('--dmarc', dmarc),
  };
}
