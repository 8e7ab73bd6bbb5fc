/** `mailweir journal parse`: what a journal report says, and whether to believe it. */

import { macKeys } from '../../shared/adapters/mac-keys.ts';
import { type JournalReport, readReport } from '../../shared/archive/journal-read.ts';
import type { ReportRecipient } from '../../shared/archive/journal-report.ts';
import { type Belief, believeReport } from '../../shared/archive/journal-trust.ts';
import type { MacKey } from '../../shared/mail/own-field.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { readAuthentication } from '../../shared/mail/ses-block.ts';
import type { Given, OptionSpecs } from '../arguments.ts';
import { addressGiven } from '../check/circumstances.ts';
import { readInput, readInputFile } from '../check/input.ts';
import { requireOther, writeOut } from '../check/out.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, exitCodes } from '../fault.ts';
import { oneOperand } from '../operands.ts';
import { jsonLine, printable } from '../printable.ts';
import { bucketOf, bucketOptions, withStateBucket } from '../state-bucket.ts';
import { pathFrom, print, type Terminal } from '../terminal.ts';
import { reasonToDoubt } from './doubt-words.ts';

const options = {
  source: {
    type: 'string',
    multiple: true,
    value: 'ADDRESS',
    help: 'An address whose authenticated reports count; may be repeated.',
  },
  organization: {
    type: 'string',
    value: 'ID',
    help: 'The organisation whose own reports count; its keys are in --bucket.',
  },
  ...bucketOptions,
  out: { type: 'string', value: 'FILE', help: 'Write the original, byte for byte, if the report is believed.' },
  json: { type: 'boolean', help: 'One line of JSON in place of the text.' },
} as const satisfies OptionSpecs;

export const journalParseCommand = defineCommand({
  name: 'journal parse',
  operands: 'FILE|-',
  summary: 'Reads a journal report: who got what, and the original.',
  notes: `Understands Exchange 2003 to Microsoft 365, WorkMail, the copies of Google's routing, and
our own. Anybody can write a report: it is believed by our own mark, or where it comes,
authenticated, from a --source.`,
  options,

  async run({ options: given, operands }, terminal) {
    const file = oneOperand(operands, 'a message');
    if (given.out !== undefined) await requireOther(given.out, file, terminal);
    const sources = given.source.map((source) => addressGiven('--source', source));
    const input = await (file === '-' ? readInput(terminal.stdin) : readInputFile(pathFrom(terminal, file)));
    if (!input.ok) throw new CommandFault('found', `${printable(file)} ${input.error.problem}. ${input.error.remedy}`);
    const message = parseMessage(input.bytes);
    const report = readReport(message);
    if (!report) throw new CommandFault('found', `${printable(file)} is no journal report.`);
    const belief = believeReport(message, report, {
      sources,
      authentication: readAuthentication(message, 'INBOUND'),
      keys: await keysFor(given, terminal),
      organisation: given.organization ?? '',
    });
    await print(terminal, ...(given.json ? [jsonLine(asJson(report, belief))] : asText(report, belief)));
    if (!belief.believed) return exitCodes.found;
    if (given.out !== undefined) await writeOriginal(given.out, report, terminal);
    return exitCodes.fine;
  },
});

async function keysFor(given: Given<typeof options>, terminal: Terminal): Promise<readonly MacKey[]> {
  if (given.organization === undefined) return [];
  const bucket = await bucketOf(given, terminal);
  if (bucket === undefined) {
    throw new CommandFault('usage', '--organization needs the state bucket with its keys. Give --bucket or --stage.');
  }
  const { verifying } = await withStateBucket(bucket, (state, signal) =>
    macKeys(state, { now: () => new Date() }).current(signal),
  );
  return verifying;
}

async function writeOriginal(out: string, { original }: JournalReport, terminal: Terminal): Promise<void> {
  if (original === null) {
    throw new CommandFault('found', 'the report does not carry the original: it says where the archive has it.');
  }
  await writeOut(out, original, terminal);
}

function asJson({ maker, envelope, original, carriedSha256, others }: JournalReport, belief: Belief) {
  return {
    schema: 'journal/v1',
    maker,
    ...belief,
    ...envelope,
    original: original === null ? null : { sizeBytes: original.length, sha256: carriedSha256 },
    others: Object.fromEntries(others),
  };
}

function asText({ maker, envelope, original, carriedSha256 }: JournalReport, belief: Belief): readonly string[] {
  const { sender, onBehalfOf, subject, messageId, recipients, complete } = envelope;
  return [
    belief.believed
      ? `A report of ${maker}.`
      : `A report that claims to be of ${maker}: ${reasonToDoubt[belief.because]}`,
    `  Sender      ${printable(sender)}${onBehalfOf === null ? '' : ` on behalf of ${printable(onBehalfOf)}`}`,
    `  Subject     ${printable(subject)}`,
    `  Message-Id  ${printable(messageId)}`,
    ...recipients.map((recipient) => `  ${recipient.word.padEnd(10)}  ${printable(described(recipient))}`),
    ...(complete ? [] : ['              and perhaps others: the list is not complete']),
    original === null
      ? '  Original    not carried'
      : `  Original    ${original.length} bytes, SHA-256 ${carriedSha256}`,
  ];
}

function described({ address, expanded, forwarded }: ReportRecipient): string {
  const via = expanded === undefined ? '' : ` through the list ${expanded}`;
  return `${address}${via}${forwarded === undefined ? '' : ` forwarded by ${forwarded}`}`;
}
