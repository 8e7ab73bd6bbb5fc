/** `mailweir check`: what a policy makes of messages. */

import { stat } from 'node:fs/promises';
import type { Given, OptionSpecs } from '../arguments.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, type ExitCode, exitCodes, systemCodeOf, systemProblem } from '../fault.ts';
import { oneOperand } from '../operands.ts';
import { jsonLine, printable } from '../printable.ts';
import { pathFrom, print, say, type Terminal } from '../terminal.ts';
import { askingGiven } from './authenticate.ts';
import { beginningOf } from './circumstances.ts';
import { type Examiner, startExaminer } from './examine.ts';
import { checkFolder } from './folder.ts';
import { readInput, readInputFile } from './input.ts';
import { requireOther, writeOut } from './out.ts';
import type { ErrorReport } from './report.ts';
import { deadlineOf, settingOf } from './setting.ts';
import { errorLine, textOf } from './text.ts';
import { isFailing } from './verdict.ts';

const options = {
  policy: { type: 'string', value: 'FILE', help: 'The policy to judge by; else the defaults of every filter.' },
  from: { type: 'string', value: 'ADDRESS', help: 'The reverse-path, "<>" for none; else Return-Path or From.' },
  to: {
    type: 'string',
    value: 'ADDRESS',
    multiple: true,
    help: "A recipient; else the policy's first mailbox.",
  },
  direction: { type: 'string', value: 'inbound|outbound', help: 'Which way the message travels; else inbound.' },
  relation: {
    type: 'string',
    value: 'known|first',
    help: 'Judge as if the author had written for a year, or never; else nobody is asked.',
  },
  'org-model': {
    type: 'string',
    value: 'FILE',
    help: "The organisation's own model as well; else the shipped one alone.",
  },
  authenticate: {
    type: 'boolean',
    help: 'Ask the DNS who sent it (SPF, DKIM, DMARC, ARC), whatever stands on top of the message.',
  },
  'client-ip': {
    type: 'string',
    value: 'ADDRESS',
    help: 'With --authenticate: the host that handed it over, for SPF.',
  },
  helo: { type: 'string', value: 'NAME', help: 'With --client-ip: what that host called itself.' },
  'dns-zone': { type: 'string', value: 'FILE', help: 'With --authenticate: ask this file, "name TYPE value" a line.' },
  json: { type: 'boolean', help: 'Print one line of JSON; a folder always gives JSON.' },
  out: { type: 'string', value: 'FILE', help: 'Write the edited message, or the same bytes where nothing is edited.' },
  'deadline-ms': { type: 'string', value: 'NUMBER', help: 'Give a message up after so many milliseconds; else 10000.' },
} as const satisfies OptionSpecs;

export const checkCommand = defineCommand({
  name: 'check',
  operands: 'FILE|FOLDER|-',
  summary: 'Says what a policy makes of a message, without AWS.',
  notes: `Judges as the Lambda does. A folder means every file in it, at any depth; each gives one line of
JSON on standard output. "-" reads one message from standard input.`,
  options,

  async run({ options, operands }, terminal) {
    const operand = oneOperand(operands, 'a message, a folder of messages, or "-"');
    const target = await targetOf(operand, terminal);
    if (target.kind === 'folder' && options.out !== undefined) {
      throw new CommandFault(
        'usage',
        '--out takes the bytes of one message, and a folder has many. Check the message alone.',
      );
    }
    if (options.out !== undefined) await requireOther(options.out, operand, terminal);
    const deadlineMs = deadlineOf(options['deadline-ms']);
    const setting = await settingOf(options, terminal);
    const ask = await askingGiven(options, setting.handover.direction, deadlineMs, terminal);
    const examiner = await startExaminer({ ...setting, deadlineMs, ask });
    try {
      if (target.kind === 'folder') return await checkFolder(target.path, operand, examiner, terminal);
      return await checkOne(target, operand, options, examiner, terminal);
    } finally {
      await examiner.close();
    }
  },
});

type CheckOptions = Given<typeof options>;

type Target = { readonly kind: 'stdin' } | { readonly kind: 'file' | 'folder'; readonly path: string };

async function targetOf(operand: string, terminal: Terminal): Promise<Target> {
  if (operand === '-') return { kind: 'stdin' };
  const path = pathFrom(terminal, operand);
  try {
    return { kind: (await stat(path)).isDirectory() ? 'folder' : 'file', path };
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault(
      'environment',
      `${printable(operand)} ${systemProblem(code)}. Name a message, a folder, or "-".`,
      {
        cause: fault,
      },
    );
  }
}

async function checkOne(
  target: Target,
  operand: string,
  { json, out }: CheckOptions,
  examiner: Examiner,
  terminal: Terminal,
): Promise<ExitCode> {
  const input = await ('path' in target ? readInputFile(target.path) : readInput(terminal.stdin));
  if (!input.ok) {
    const report: ErrorReport = { schema: 'check/v1', file: operand, outcome: 'error', ms: 0, error: input.error };
    if (json) await print(terminal, jsonLine(report));
    else say(terminal, errorLine(report));
    return exitCodes.found;
  }
  const { report, delivered } = await examiner.examine(operand, input.bytes);
  await (json ? print(terminal, jsonLine(report)) : print(terminal, ...textOf(report, beginningOf(input.bytes))));
  if (out !== undefined) await writeOut(out, delivered, terminal);
  return isFailing(report) ? exitCodes.found : exitCodes.fine;
}
