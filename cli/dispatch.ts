/** From the words of a command line to the command they name, and from its faults to an exit code. */

import { PermanentError, TransientError } from '../shared/errors.ts';
import { nearestName } from '../shared/policy-problems.ts';
import { archiveCommands } from './archive/commands.ts';
import { checkCommand } from './check/command.ts';
import type { Command } from './command.ts';
import { editCommand } from './edit/command.ts';
import { CommandFault, type ExitCode, exitCodes } from './fault.ts';
import { generalHelp, helpOn } from './help.ts';
import { initCommand } from './init.ts';
import { journalParseCommand } from './journal/parse.ts';
import { localCommand } from './local.ts';
import { policyCheckCommand } from './policy/check.ts';
import { policyPublishCommand } from './policy/publish.ts';
import { printable } from './printable.ts';
import { relationForgetCommand } from './relation/forget.ts';
import { relationShowCommand } from './relation/show.ts';
import { replyDecideCommand } from './reply/decide.ts';
import { replyPreviewCommand } from './reply/preview.ts';
import { spamLearnCommand } from './spam/learn.ts';
import { spamScoreCommand } from './spam/score.ts';
import { spamTrainCommand } from './spam/train.ts';
import { spamModelsCommand, spamRollbackCommand } from './spam/versions.ts';
import { structureCommand } from './structure/command.ts';
import { print, say, type Terminal } from './terminal.ts';

export const commands: readonly Command[] = [
  checkCommand,
  editCommand,
  structureCommand,
  policyCheckCommand,
  policyPublishCommand,
  replyDecideCommand,
  replyPreviewCommand,
  journalParseCommand,
  spamScoreCommand,
  spamTrainCommand,
  spamLearnCommand,
  spamModelsCommand,
  spamRollbackCommand,
  relationShowCommand,
  relationForgetCommand,
  ...archiveCommands,
  initCommand,
  localCommand,
];

/** Runs one command line; only a bug of ours is thrown. */
export async function dispatch(args: readonly string[], version: string, terminal: Terminal): Promise<ExitCode> {
  try {
    return await run(args, version, terminal);
  } catch (fault) {
    if (fault instanceof CommandFault) {
      say(terminal, fault.message);
      if (fault.exitCode === exitCodes.usage) say(terminal, `${helpFor(args)} shows how it is called.`);
      return fault.exitCode;
    }
    if (fault instanceof TransientError || fault instanceof PermanentError) {
      say(terminal, `${fault.message}.`);
      return exitCodes.environment;
    }
    throw fault;
  }
}

async function run(args: readonly string[], version: string, terminal: Terminal): Promise<ExitCode> {
  const [first = '', ...rest] = args;
  if (first === '--version' || first === '-V') {
    await print(terminal, version);
    return exitCodes.fine;
  }
  if (first === 'help') return help(rest, terminal);
  const command = commandNamed(args);
  const operands = command === undefined ? args : args.slice(command.name.split(' ').length);
  // What comes after "--" is a name, even "--help".
  const asksForHelp = beforeDashes(operands).some((word) => word === '--help' || word === '-h');
  if (asksForHelp)
    return help(command === undefined ? args.filter((word) => !word.startsWith('-')) : [command.name], terminal);
  if (command === undefined) throw unknownCommand(args);
  return command.run(operands, terminal);
}

async function help(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const command = commandNamed(words.flatMap((word) => word.split(' ')));
  if (command !== undefined) await print(terminal, helpOn(command));
  else if (words.length === 0) await print(terminal, generalHelp(commands));
  else {
    const group = commands.filter(({ name }) => name.startsWith(`${words[0]} `));
    if (group.length === 0) throw unknownCommand(words);
    await print(terminal, group.map(helpOn).join('\n\n'));
  }
  return exitCodes.fine;
}

function commandNamed(words: readonly string[]): Command | undefined {
  return commands.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '));
}

function beforeDashes(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end < 0 ? words : words.slice(0, end);
}

function unknownCommand([first, second]: readonly string[]): CommandFault {
  const names = commands.map(({ name }) => name);
  if (first === undefined) return new CommandFault('usage', `which command? Known: ${names.join(', ')}.`);
  if (first.startsWith('-')) {
    return new CommandFault('usage', `${printable(first)} stands before the command; options come after it.`);
  }
  const isGroup = names.some((name) => name.startsWith(`${first} `));
  const given = isGroup && second !== undefined ? `${first} ${second}` : first;
  const nearest = nearestName(given, names);
  const hint = nearest === undefined || nearest === given ? `Known: ${names.join(', ')}.` : `Did you mean ${nearest}?`;
  return new CommandFault('usage', `${printable(JSON.stringify(given))} is no command of mailweir. ${hint}`);
}

function helpFor(args: readonly string[]): string {
  const command = commandNamed(args);
  return command === undefined ? 'mailweir --help' : `mailweir ${command.name} --help`;
}
