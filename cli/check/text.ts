/** A report in words, for a person. Everything that comes from the message is made printable. */

import type { Action, Disposition } from '../../shared/mail/disposition.ts';
import { fieldsNamed, textValue } from '../../shared/mail/header.ts';
import type { ParsedMessage } from '../../shared/mail/message.ts';
import { printable } from '../printable.ts';
import { authenticationLines } from './authentication-text.ts';
import type {
  DecisionReport,
  ErrorReport,
  FindingReport,
  MessageReport,
  SpliceReport,
  WeighedReport,
} from './report.ts';

export function errorLine({ file, error }: ErrorReport): string {
  return `${named(file)} ${error.problem}. ${error.remedy}`;
}

export function textOf(report: MessageReport, beginning: ParsedMessage): readonly string[] {
  return [
    ...headOf(report, beginning),
    ...(report.outcome === 'unjudged' ? ['', `Not judged: ${unjudgedWords[report.why ?? 'crash']}`] : []),
    ...(report.isMail ? [] : ['', 'This is no mail: it has none of the header fields of mail.']),
    ...section('Findings', report.findings.flatMap(findingLines)),
    ...(report.weighed
      ? section('What speaks for unwanted mail (+) and against it (-)', weighedLines(report.weighed))
      : []),
    ...section('What happens', decisionLines(report.decision)),
    ...(report.wouldBe ? section('What would happen without shadow mode', decisionLines(report.wouldBe)) : []),
    ...section('Edits', editLines(report)),
    ...(report.preflight.length > 0
      ? section('Why WorkMail would refuse the edited message', preflightLines(report))
      : []),
    ...(report.ifRefused ? section('If WorkMail refuses the edited message', decisionLines(report.ifRefused)) : []),
    ...(report.defects.length > 0 ? ['', `Defects: ${report.defects.join(', ')}`] : []),
    '',
    `Took ${report.ms} ms.`,
  ];
}

function headOf(report: MessageReport, { bytes, root }: ParsedMessage): readonly string[] {
  const field = (name: string): string => {
    const [first] = fieldsNamed(root.header, name);
    return first ? printable(textValue(bytes, first).slice(0, 200)) : '(none)';
  };
  const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
  return [
    `${named(report.file)}: ${report.sizeBytes} bytes, ${count(report.parts, 'part')}, ${count(report.attachments, 'attachment')}`,
    `  From      ${field('from')}`,
    `  Subject   ${field('subject')}`,
    `  Envelope  ${report.direction.toLowerCase()}, from ${printable(report.from ?? '<>')} to ${report.to.map(printable).join(', ')}`,
    `  Policy    ${report.policy.sha256.slice(0, 12)}, ${report.policy.mode}`,
    `  ${originWords[report.authentication]}`,
    ...(report.authenticationResults
      ? authenticationLines(report.authenticationResults).map((line) => `    ${line}`)
      : []),
    ...(report.direction === 'INBOUND' ? [relationWords[report.relation]] : []),
  ];
}

const originWords: Readonly<Record<MessageReport['authentication'], string>> = {
  none: 'Who sent it is not known: Amazon SES has not put its findings on top of this message.',
  'ses-block': 'Who sent it is taken from the findings of Amazon SES on top of this message.',
  checked: 'Who sent it was asked of the DNS.',
};

const relationWords: Readonly<Record<MessageReport['relation'], string>> = {
  unknown: '  Whether its author is known is not asked here: --relation known or --relation first supposes it.',
  known: '  Its author is supposed to have written for a year.',
  first: '  Its author is supposed never to have written before.',
};

function section(title: string, lines: readonly string[]): readonly string[] {
  return ['', title, ...(lines.length > 0 ? lines : ['none']).map((line) => `  ${line}`)];
}

function findingLines({
  filter,
  reason,
  text,
  evidence,
  parts,
  recipients,
  mode,
  disposition,
}: FindingReport): readonly string[] {
  const about = [
    ...Object.entries(evidence).map(([name, value]) => `${name}: ${printable(String(value))}`),
    ...(parts.length > 0 ? [`in ${parts.map(partName).join(', ')}`] : []),
    ...(recipients ? [`for ${recipients.map(printable).join(', ')}`] : []),
  ];
  return [
    `${filter} / ${reason}: ${disposition}${mode === 'shadow' ? ' (shadow: nothing follows)' : ''}`,
    `  ${text}`,
    ...(about.length > 0 ? [`  ${about.join('; ')}`] : []),
  ];
}

const groupWords: Readonly<Record<WeighedReport['groups'][number]['group'], string>> = {
  'shipped-model': 'content, by the model that comes with mailweir',
  'organisation-model': 'content, by the model of the organisation',
  identity: 'who sent it',
  relation: 'dealings with the sender',
  impersonation: 'pretence',
};

function weighedLines({ score, content, groups }: WeighedReport): readonly string[] {
  return [
    ...groups.flatMap(({ group, score, reasons }) => [
      `${signed(score)}  ${groupWords[group]}`,
      ...reasons.slice(0, 4).map(({ text, weight }) => `  ${signed(weight)}  ${text}`),
    ]),
    `${signed(score)}  in all, ${signed(content)} of it for the content`,
  ];
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`;
}

function decisionLines({ recipients, rest, downgrades }: DecisionReport): readonly string[] {
  return [
    ...recipients.map((recipient) => `${printable(recipient.address)}: ${actionWords(recipient)}`),
    `everybody${recipients.length > 0 ? ' else' : ''}: ${actionWords(rest)}`,
    ...(downgrades.length > 0 ? [`other than policy says, because of ${downgrades.join(', ')}`] : []),
  ];
}

const dispositionWords: Readonly<Record<Disposition, string>> = {
  DEFAULT: 'delivered as WorkMail itself decides',
  BYPASS_SPAM_CHECK: "delivered past WorkMail's spam check",
  MOVE_TO_JUNK: 'delivered to the junk folder',
  BOUNCE: 'returned to its author',
  DROP: 'not delivered, and nobody is told',
};

function actionWords({ disposition, bounceMessage }: Action): string {
  const text = bounceMessage === undefined ? '' : `: ${JSON.stringify(printable(bounceMessage))}`;
  return `${disposition}, ${dispositionWords[disposition]}${text}`;
}

function editLines({ edits, splices, sizeBytes, edited }: MessageReport): readonly string[] {
  return [
    ...edits.map(({ kind, part, outcome, reason }) => {
      const where = part === null ? '' : ` (${partName(part)})`;
      const done = outcome === 'applied' && edited === null ? 'possible, and not made' : outcome;
      return `${kind}${where}: ${done}${reason === null ? '' : `, ${reason}`}`;
    }),
    ...splices.map(spliceLine),
    ...(edited ? [`${sizeBytes} bytes become ${edited.sizeBytes}`] : []),
  ];
}

function spliceLine({ start, end, insertedBytes, part, in: place }: SpliceReport): string {
  const removed = end - start;
  const change =
    removed === 0
      ? `at byte ${start}, ${insertedBytes} inserted`
      : `bytes ${start} to ${end - 1}, ${removed} replaced by ${insertedBytes}`;
  return `${change}, in the ${place} of ${partName(part)}`;
}

function preflightLines({ preflight }: MessageReport): readonly string[] {
  return preflight.map(({ code, detail }) => (detail === null ? code : `${code}: ${printable(detail)}`));
}

function partName(path: string): string {
  return path === '' ? 'the message' : `part ${path}`;
}

function named(file: string): string {
  return file === '-' ? 'standard input' : printable(file);
}

const unjudgedWords: Readonly<Record<NonNullable<MessageReport['why']>, string>> = {
  deadline: 'it took longer than the deadline.',
  memory: 'it took more memory than the judging thread may have.',
  crash: 'a filter or the parser failed on it, which is a fault of mailweir.',
  'repeated-attempt': 'an attempt before this one may have failed on it.',
};
